import { ApiProperty } from '@nestjs/swagger';
import { count, maybeInterval, maybeNumber } from '../http/number-fields.ts';

/** A rate over samples. */
export class PassRateDto {
  @ApiProperty({ description: 'The mean over samples.', type: 'number', minimum: 0, maximum: 1, example: 0.825 })
  readonly mean!: number;

  @ApiProperty(
    maybeNumber('Its standard error, with `cluster_by` the clustered one; `null` for one sample, or one cluster.', 0.041),
  )
  readonly standard_error!: number | null;

  @ApiProperty(maybeInterval('At the level 1 − alpha: Wilson’s with the effective size of the standard error.', [0.729, 0.892]))
  readonly interval!: [number, number] | null;
}

/** What k tries of a sample reach. */
export class PassKDto {
  @ApiProperty({ description: 'The number of tries.', type: 'integer', minimum: 1, example: 3 })
  readonly k!: number;

  @ApiProperty({
    description: 'The chance that at least one of k tries solves a sample; `null` where no sample has as many tries.',
    type: PassRateDto,
    nullable: true,
  })
  readonly pass_at_k!: PassRateDto | null;

  @ApiProperty({
    description: 'The chance that all of k tries solve it; `null` where no sample has as many tries.',
    type: PassRateDto,
    nullable: true,
  })
  readonly pass_hat_k!: PassRateDto | null;

  @ApiProperty(count('Samples with k tries or more, which the rates are over.', 198))
  readonly problems!: number;

  @ApiProperty(count('Samples with fewer, which are left out.', 2))
  readonly skipped!: number;
}
