import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IsStringSet, MayBeAbsent } from '../http/field-checks.ts';
import { ChosenMetricsDto, NAMES } from './compare-request.dto.ts';
import { NamedRunDto } from './named-run.dto.ts';
import { IsNumberWithin, maybeNumber, numberWithin } from '../http/number-fields.ts';
import { RepeatsDto } from './pair-details.dto.ts';

/** The plan for one metric. */
export class MetricPowerDto {
  @ApiProperty({ description: 'The metric.', example: 'accuracy' })
  readonly metric!: string;

  @ApiProperty({ description: 'Samples that the variance was seen on.', type: 'integer', minimum: 0, example: 200 })
  readonly observed_samples!: number;

  @ApiProperty(maybeNumber('Of the paired differences; `null` below two samples.', 0.17))
  readonly variance!: number | null;

  @ApiProperty(
    maybeNumber('The factor by which clusters multiply it, already in `variance`; `null` without `cluster_by`.', null),
  )
  readonly design_effect!: number | null;

  @ApiProperty(
    maybeNumber(
      'Right-or-wrong scores: the share of samples on which the runs differ, which decides; `null` for others and with clusters.',
      0.17,
    ),
  )
  readonly discordance!: number | null;

  @ApiProperty(maybeNumber('The difference that was asked for.', 0.03))
  readonly delta!: number | null;

  @ApiProperty({
    description: 'Samples that find `delta` with the power that was asked for; `null` without `delta`, or without a variance.',
    type: 'integer',
    nullable: true,
    example: 1487,
  })
  readonly required_samples!: number | null;

  @ApiProperty({
    description: 'The same in clusters as large as those that were seen; `null` without `cluster_by`.',
    type: 'integer',
    nullable: true,
    example: null,
  })
  readonly required_clusters!: number | null;

  @ApiProperty({ description: 'Samples that `mde` and `achieved_power` are about.', type: 'integer', minimum: 0, example: 500 })
  readonly n!: number;

  @ApiProperty(
    maybeNumber('The smallest true difference that `n` samples find with that power; `null` where they find none.', 0.052),
  )
  readonly mde!: number | null;

  @ApiProperty(maybeNumber('The same at alpha over `hypotheses`: what the corrected p-value finds at worst.', 0.052))
  readonly mde_family!: number | null;

  @ApiProperty(maybeNumber('The chance that `n` samples find `delta`; `null` without `delta`.', 0.37))
  readonly achieved_power!: number | null;

  @ApiProperty(maybeNumber('With `margin`: the chance that `n` samples show equivalence where the runs are equal.', null))
  readonly equivalence_power!: number | null;

  @ApiProperty({
    description: 'What other numbers of repeats would find in `n` samples; `null` where no sample has several scores.',
    type: RepeatsDto,
    nullable: true,
  })
  readonly repeats!: RepeatsDto | null;

  @ApiProperty({
    description: 'Why a number is missing or rough; empty where none is.',
    type: [String],
    example: [],
  })
  readonly notes!: string[];
}

/** The answer of `POST /api/power`. */
export class PowerDto {
  @ApiProperty({ description: 'The runs that the variance was seen on.', type: [String], example: ['candidate', 'baseline'] })
  readonly run_ids!: string[];

  @ApiProperty({ description: 'The same with their names.', type: [NamedRunDto] })
  readonly runs!: NamedRunDto[];

  @ApiProperty({ description: 'The power that is planned for.', type: 'number', example: 0.8 })
  readonly power!: number;

  @ApiProperty({ description: 'The bound of significance.', type: 'number', example: 0.05 })
  readonly alpha!: number;

  @ApiProperty({
    description: 'Whether the variance is that of paired differences, or assumed from one run.',
    enum: ['pair', 'run'],
    example: 'pair',
  })
  readonly variance_from!: 'pair' | 'run';

  @ApiProperty(maybeNumber('One run only: the correlation that was assumed.', null))
  readonly assumed_correlation!: number | null;

  @ApiProperty({ description: 'Each metric.', type: [MetricPowerDto] })
  readonly results!: MetricPowerDto[];
}

const MOST_SAMPLES = 1_000_000_000;

const SAMPLES_MESSAGE = `must be an integer from 3 to ${MOST_SAMPLES}`;

/** Scores a sample that can be planned for. */
const MOST_REPEATS = 1_000;

const REPEATS_MESSAGE = `must be an integer from 1 to ${MOST_REPEATS}`;

/** As many as one comparison may have. */
const MOST_HYPOTHESES = 25_000;

const HYPOTHESES_MESSAGE = `must be an integer from 1 to ${MOST_HYPOTHESES}`;

/** The body of `POST /api/power`. */
export class PowerRequestDto extends ChosenMetricsDto {
  @ApiProperty({
    description: 'One run, or a pair, whose paired differences show the variance much better.',
    type: [String],
    minItems: 1,
    maxItems: 2,
    uniqueItems: true,
    example: ['candidate', 'baseline'],
  })
  @IsStringSet(NAMES)
  readonly run_ids!: string[];

  @ApiPropertyOptional({
    description: 'The true difference that is to be found, in units of the metric: gives `required_samples`.',
    ...numberWithin({ above: 0 }),
    example: 0.03,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0 })
  readonly delta?: number;

  @ApiPropertyOptional({
    description:
      'How many samples there will be: gives `mde`, and with `delta` the chance to find it. Without it, as many as there are.',
    type: 'integer',
    minimum: 3,
    maximum: MOST_SAMPLES,
    example: 500,
  })
  @MayBeAbsent()
  @IsInt({ message: SAMPLES_MESSAGE })
  @Min(3, { message: SAMPLES_MESSAGE })
  @Max(MOST_SAMPLES, { message: SAMPLES_MESSAGE })
  readonly n?: number;

  @ApiPropertyOptional({
    description: 'The chance with which a true difference is to be found: above alpha.',
    ...numberWithin({ above: 0, below: 1 }),
    default: 0.8,
    example: 0.8,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0, below: 1 })
  readonly power?: number;

  @ApiPropertyOptional({
    description: 'The margin of equivalence, in units of the metric: gives `equivalence_power`.',
    ...numberWithin({ above: 0 }),
    example: 0.05,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0 })
  readonly margin?: number;

  @ApiPropertyOptional({
    description: 'How many hypotheses will be corrected together (pairs of runs × metrics): gives `mde_family`.',
    type: 'integer',
    minimum: 1,
    maximum: MOST_HYPOTHESES,
    default: 1,
    example: 3,
  })
  @MayBeAbsent()
  @IsInt({ message: HYPOTHESES_MESSAGE })
  @Min(1, { message: HYPOTHESES_MESSAGE })
  @Max(MOST_HYPOTHESES, { message: HYPOTHESES_MESSAGE })
  readonly hypotheses?: number;

  @ApiPropertyOptional({
    description:
      'Scores a sample in each run, as planned. Without it, as many as there were. The runs must have repeats to plan with others.',
    type: 'integer',
    minimum: 1,
    maximum: MOST_REPEATS,
    example: 3,
  })
  @MayBeAbsent()
  @IsInt({ message: REPEATS_MESSAGE })
  @Min(1, { message: REPEATS_MESSAGE })
  @Max(MOST_REPEATS, { message: REPEATS_MESSAGE })
  readonly repeats?: number;

  @ApiPropertyOptional({
    description:
      'One run only: the correlation of its scores with those of the run to come. Without it 0, the safe assumption.',
    ...numberWithin({ above: -1, below: 1 }),
    default: 0,
    example: 0.5,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: -1, below: 1 })
  readonly correlation?: number;
}
