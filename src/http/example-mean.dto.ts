import { ApiProperty } from '@nestjs/swagger';

/** The mean of a metric, as lists of results and of steps show it. */
export class ExampleMeanDto {
  @ApiProperty({ description: 'The mean over examples, each by the mean of its repeats.', type: Number, example: 0.86 })
  readonly mean!: number;

  @ApiProperty({
    description:
      'The 95 % interval of the mean: Wilson’s where the range of the scores is known, else Student’s; `null` below two examples.',
    type: [Number],
    nullable: true,
    example: [0.79, 0.93],
  })
  readonly interval!: readonly [number, number] | null;

  @ApiProperty({ description: 'Examples that have a score.', type: 'integer', minimum: 0, example: 100 })
  readonly n!: number;
}
