import { ApiProperty } from '@nestjs/swagger';

const NUMBER_OR_NULL = { type: 'number', nullable: true } as const;

/** The mean that people would give, out of a judge’s scores of all samples and people’s labels of a random part of them. */
export class JudgeDto {
  @ApiProperty({ description: 'Samples with a label among those that count.', type: 'integer', minimum: 1, example: 60 })
  readonly human_labels!: number;

  @ApiProperty({
    description: 'How far the judge is relied on: 0 is the labels alone, 1 is to trust it but for its mean error.',
    type: 'number',
    minimum: 0,
    maximum: 1,
    example: 0.71,
  })
  readonly power_tuning!: number;

  @ApiProperty({ description: 'The mean by people’s standards.', type: 'number', example: 0.742 })
  readonly mean!: number;

  @ApiProperty({
    description: 'Its standard error, where samples come in clusters the clustered one; `null` below three labels.',
    ...NUMBER_OR_NULL,
    example: 0.038,
  })
  readonly standard_error!: number | null;

  @ApiProperty({
    description: 'At the level 1 − alpha, by Student’s t; rough below 50 labels.',
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2,
    nullable: true,
    example: [0.666, 0.818],
  })
  readonly interval!: [number, number] | null;

  @ApiProperty({ description: 'What the labels alone would give; `null` for one.', ...NUMBER_OR_NULL, example: 0.057 })
  readonly classical_standard_error!: number | null;

  @ApiProperty({
    description:
      'Cohen’s κ of the judge against the labels; `null` where the two are not the same few values (at most 20), or there is one only.',
    ...NUMBER_OR_NULL,
    example: 0.64,
  })
  readonly kappa!: number | null;
}
