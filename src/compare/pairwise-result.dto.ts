import { ApiProperty } from '@nestjs/swagger';
import type { IntervalMethod, PairMethod } from '../statistics/pair-test.ts';
import { MacroDto } from './macro.dto.ts';
import type { ResamplingMethod } from '../statistics/sign-flip.ts';
import type { Verdict } from '../statistics/verdict.ts';
import type { WarningCode } from '../statistics/warning.ts';
import {
  ClusteringDto,
  CoverageDto,
  EffectSizesDto,
  EquivalenceDto,
  FourfoldTableDto,
  MissingScoresDto,
  PairingDto,
  RepeatsDto,
  SelectionDto,
  UnpairedDto,
  VERDICTS,
} from './pair-details.dto.ts';
import { count, maybeInterval, maybeNumber } from '../http/number-fields.ts';
import type { RunWarningCode } from './run-warnings.ts';

const METHODS = [
  'sign-flip',
  'paired-t',
  'bootstrap',
  'bootstrap-t',
  'wilcoxon',
  'mcnemar',
  'clustered-t',
  'cluster-sign-flip',
  'clustered-bootstrap',
  'clustered-bootstrap-t',
] as const satisfies PairMethod[];

const INTERVAL_METHODS = [
  't',
  'tango',
  'bounded',
  'clustered-t',
  'cluster-sign-flip',
  'bootstrap-percentile',
  'bootstrap-t',
] as const satisfies IntervalMethod[];

/** What a reader of the numbers should know. */
export class ComparisonWarningDto {
  @ApiProperty({ description: 'What it is about; a code never changes.', type: String, example: 'small-n' })
  readonly code!: WarningCode | RunWarningCode;

  @ApiProperty({ description: 'The same as a sentence.', example: 'With 20 samples intervals are rough.' })
  readonly message!: string;
}

/** Two runs in one metric. Everything is A minus B, over the samples that both have. */
export class PairwiseResultDto {
  @ApiProperty({
    description: 'What is known about the pair, for people.',
    example:
      'In “accuracy”, candidate is better than baseline: 0.825 against 0.75 (candidate − baseline = +0.075, 95 % interval 0.025 to 0.125, p = 0.0035, n = 200).',
  })
  readonly sentence!: string;

  @ApiProperty({ description: 'The metric.', example: 'accuracy' })
  readonly metric!: string;

  @ApiProperty({ description: 'The run named earlier.', example: 'candidate' })
  readonly run_a!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'candidate' })
  readonly run_a_name!: string;

  @ApiProperty({ description: 'The run named later: the baseline.', example: 'baseline' })
  readonly run_b!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'baseline' })
  readonly run_b_name!: string;

  @ApiProperty(maybeNumber('Mean of A; `null` without a common sample.', 0.825))
  readonly run_a_mean!: number | null;

  @ApiProperty(maybeNumber('Mean of B.', 0.75))
  readonly run_b_mean!: number | null;

  @ApiProperty(maybeNumber('run_a_mean − run_b_mean.', 0.075))
  readonly delta!: number | null;

  @ApiProperty(maybeNumber('100 · delta / |run_b_mean|; `null` where that mean is 0.', 10))
  readonly delta_percent!: number | null;

  @ApiProperty({ description: 'The better run where the difference is significant, else `tie`.', example: 'candidate' })
  readonly winner!: string;

  @ApiProperty({
    description: 'Whether the corrected p-value is at most alpha; false while a run of the pair is in progress.',
    type: Boolean,
    example: true,
  })
  readonly significant!: boolean;

  @ApiProperty(
    maybeNumber('Two-sided, before the correction, but after that for `selection`; `null` where there is no test.', 0.017),
  )
  readonly p_value!: number | null;

  @ApiProperty(maybeNumber('After the correction for the number of hypotheses.', 0.017))
  readonly corrected_p_value!: number | null;

  @ApiProperty({ description: 'The same as `significant`.', type: Boolean, example: true })
  readonly corrected_significant!: boolean;

  @ApiProperty(count('How many p-values were corrected together, this one included; 0 without a test.', 1))
  readonly family_size!: number;

  @ApiProperty({
    description: 'What is known. `inconclusive` does not mean “equal”: these data do not decide it; see `mde`.',
    enum: VERDICTS,
    example: 'a_better',
  })
  readonly verdict!: Verdict;

  @ApiProperty({ description: 'Significant, and yet known to be within the margin.', type: Boolean, example: false })
  readonly negligible!: boolean;

  @ApiProperty({ description: 'Samples that the numbers rest on.', type: 'integer', minimum: 0, example: 200 })
  readonly n!: number;

  @ApiProperty({ description: 'The test.', enum: METHODS, nullable: true, example: 'sign-flip' })
  readonly method!: PairMethod | null;

  @ApiProperty(maybeNumber('What the test computed: t, W, or the smaller discordant count.', null))
  readonly statistic!: number | null;

  @ApiProperty(maybeNumber('Degrees of freedom of t.', null))
  readonly df!: number | null;

  @ApiProperty({
    description: 'How a resampling test found its p-value: exactly, by its characteristic function, or by random draws.',
    enum: ['exact', 'spectral', 'monte-carlo'],
    nullable: true,
    example: 'exact',
  })
  readonly resampling!: ResamplingMethod | null;

  @ApiProperty({
    description: 'How many random draws were made, for p_value or for the interval.',
    type: 'integer',
    nullable: true,
    example: null,
  })
  readonly resamples!: number | null;

  @ApiProperty({
    description: 'The seed of the draws, or `exact` where there were none; `null` for a test that never draws.',
    oneOf: [{ type: 'integer' }, { type: 'string', enum: ['exact'] }, { type: 'null' }],
    example: 'exact',
  })
  readonly seed!: number | 'exact' | null;

  @ApiProperty(maybeNumber('What the random draws may put p_value off by; `null` where there were none.', null))
  readonly p_standard_error!: number | null;

  @ApiProperty(maybeInterval('Where the true difference lies, with the confidence `level`; not corrected.', [0.0179, 0.1355]))
  readonly interval!: [number, number] | null;

  @ApiProperty({
    description:
      '`tango`: score interval of right-or-wrong scores; `bounded`: where fewer than 10 differences are not 0, or all are the same; `t`: Student’s. ' +
      'The others are those of clusters and of the bootstrap.',
    enum: INTERVAL_METHODS,
    nullable: true,
    example: 'tango',
  })
  readonly interval_method!: IntervalMethod | null;

  @ApiProperty({
    description: 'Of the intervals of this pair: 1 − alpha, or with `selection` 1 − alpha / candidates.',
    type: 'number',
    example: 0.95,
  })
  readonly level!: number;

  @ApiProperty(maybeInterval('Wider: all intervals of the family hold at once (Bonferroni).', [0.0179, 0.1355]))
  readonly simultaneous_interval!: [number, number] | null;

  @ApiProperty(maybeInterval('Bootstrap only: bias-corrected and accelerated.', null))
  readonly bca_interval!: [number, number] | null;

  @ApiProperty(maybeNumber('Standard error of delta; the clustered one with `cluster_by`.', 0.029))
  readonly standard_error!: number | null;

  @ApiProperty(maybeInterval('Of run A’s mean, by the method that its mean in `metric_summaries` has.', [0.766, 0.871]))
  readonly run_a_interval!: [number, number] | null;

  @ApiProperty(maybeInterval('Of run B’s mean.', [0.686, 0.805]))
  readonly run_b_interval!: [number, number] | null;

  @ApiProperty({ description: 'Effect sizes.', type: EffectSizesDto })
  readonly effect_sizes!: EffectSizesDto;

  @ApiProperty(maybeNumber('Share of samples that A wins; a tie counts half.', 0.5375))
  readonly win_rate!: number | null;

  @ApiProperty(count('Samples on which A scored higher.', 25))
  readonly wins!: number;

  @ApiProperty(count('Samples on which B scored higher.', 10))
  readonly losses!: number;

  @ApiProperty(count('Samples with equal scores.', 165))
  readonly ties!: number;

  @ApiProperty(
    maybeNumber(
      'The smallest true difference that the test finds in such data with power 0.8, at alpha for this pair alone. `null` where so few samples or ' +
        'clusters find nothing, where scores do not vary, and where it would exceed the metric’s range.',
      0.081,
    ),
  )
  readonly mde!: number | null;

  @ApiProperty(
    maybeNumber(
      'The same at alpha over the number of hypotheses that are corrected together: what the corrected p-value finds at worst.',
      0.081,
    ),
  )
  readonly mde_family!: number | null;

  @ApiProperty(
    maybeNumber(
      'With `margin`: the chance that such data show equivalence where the runs are equal, before the correction.',
      null,
    ),
  )
  readonly equivalence_power!: number | null;

  @ApiProperty({
    description: 'What more repeats would gain; `null` unless both runs have samples with several scores.',
    type: RepeatsDto,
    nullable: true,
  })
  readonly repeats!: RepeatsDto | null;

  @ApiProperty({
    description: 'Where a run is a step that an optimize job chose by its scores on these samples; `null` elsewhere.',
    type: SelectionDto,
    nullable: true,
  })
  readonly selection!: SelectionDto | null;

  @ApiProperty({ description: 'Only with a margin.', type: EquivalenceDto, nullable: true })
  readonly equivalence!: EquivalenceDto | null;

  @ApiProperty({ description: 'What pairing gains; `null` below two samples.', type: PairingDto, nullable: true })
  readonly pairing!: PairingDto | null;

  @ApiProperty({ description: 'Only for binary scores.', type: FourfoldTableDto, nullable: true })
  readonly fourfold!: FourfoldTableDto | null;

  @ApiProperty({ description: 'Only with `cluster_by`, or where rows are equal.', type: ClusteringDto, nullable: true })
  readonly clustering!: ClusteringDto | null;

  @ApiProperty({ description: 'Only where the runs share no sample.', type: UnpairedDto, nullable: true })
  readonly unpaired!: UnpairedDto | null;

  @ApiProperty(
    maybeInterval(
      'delta if every missing score were the worst for A, or the worst for B, over all samples that either has; only for a metric of known range.',
      null,
    ),
  )
  readonly worst_case!: [number, number] | null;

  @ApiProperty({
    description: 'What scores that are missing could change; `null` where both runs have a score for all their common samples.',
    type: MissingScoresDto,
    nullable: true,
  })
  readonly missing_scores!: MissingScoresDto | null;

  @ApiProperty({
    description: 'The tasks that this result averages over, with one verdict; `null` without `tasks`.',
    type: MacroDto,
    nullable: true,
  })
  readonly macro!: MacroDto | null;

  @ApiProperty({ description: 'Which samples took part and which were left out.', type: CoverageDto })
  readonly coverage!: CoverageDto;

  @ApiProperty({ description: 'What to keep in mind about this pair.', type: [ComparisonWarningDto] })
  readonly warnings!: ComparisonWarningDto[];
}
