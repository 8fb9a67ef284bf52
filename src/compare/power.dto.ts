import { ApiProperty } from '@nestjs/swagger';
import { maybeNumber } from './pairwise-result.dto.ts';

/** The plan for one metric. */
export class MetricPowerDto {
  @ApiProperty({ description: 'The metric.', example: 'accuracy' })
  readonly metric!: string;

  @ApiProperty({ description: 'Samples that the variance was seen on.', type: 'integer', minimum: 0, example: 200 })
  readonly observed_samples!: number;

  @ApiProperty(maybeNumber('Of the paired differences; `null` below two samples.', 0.17))
  readonly variance!: number | null;

  @ApiProperty(maybeNumber('By how much clusters multiply it; already in `variance`. `null` without `cluster_by`.', null))
  readonly design_effect!: number | null;

  @ApiProperty(maybeNumber('The difference that was asked for.', 0.03))
  readonly delta!: number | null;

  @ApiProperty({
    description: 'Samples that find `delta` with the power that was asked for; `null` without `delta`, or without a variance.',
    type: 'integer',
    nullable: true,
    example: 1487,
  })
  readonly required_samples!: number | null;

  @ApiProperty({ description: 'Samples that `mde` and `achieved_power` are about.', type: 'integer', minimum: 0, example: 500 })
  readonly n!: number;

  @ApiProperty(maybeNumber('The smallest true difference that `n` samples find with that power.', 0.052))
  readonly mde!: number | null;

  @ApiProperty(maybeNumber('The chance that `n` samples find `delta`; `null` without `delta`.', 0.37))
  readonly achieved_power!: number | null;

  @ApiProperty({
    description: 'Why a number is missing or rough; empty where there is nothing to say.',
    type: [String],
    example: [],
  })
  readonly notes!: string[];
}

/** The answer of `POST /api/power`. */
export class PowerDto {
  @ApiProperty({ description: 'The runs that the variance was seen on.', type: [String], example: ['candidate', 'baseline'] })
  readonly run_ids!: string[];

  @ApiProperty({ description: 'The power that is planned for.', type: 'number', example: 0.8 })
  readonly power!: number;

  @ApiProperty({ description: 'The bound of significance.', type: 'number', example: 0.05 })
  readonly alpha!: number;

  @ApiProperty({
    description: 'Whether the variance is that of paired differences, or guessed from one run.',
    enum: ['pair', 'run'],
    example: 'pair',
  })
  readonly variance_from!: 'pair' | 'run';

  @ApiProperty(maybeNumber('One run only: the correlation that was assumed.', null))
  readonly assumed_correlation!: number | null;

  @ApiProperty({ description: 'Each metric.', type: [MetricPowerDto] })
  readonly results!: MetricPowerDto[];
}
