import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { PairMethod } from '../statistics/pair-test.ts';
import type { ResamplingMethod } from '../statistics/sign-flip.ts';
import type { Verdict } from '../statistics/verdict.ts';
import type { WarningCode } from '../statistics/warning.ts';
import type { RunWarningCode } from './run-warnings.ts';

export const VERDICTS = [
  'a_better',
  'b_better',
  'equivalent',
  'inconclusive',
  'insufficient_data',
] as const satisfies Verdict[];
const METHODS = [
  'sign-flip',
  'paired-t',
  'bootstrap',
  'wilcoxon',
  'mcnemar',
  'clustered-t',
  'clustered-sign-flip',
  'clustered-bootstrap',
] as const satisfies PairMethod[];

export function maybeNumber(description: string, example: number | null): ApiPropertyOptions {
  return { description, type: 'number', nullable: true, example };
}

export function maybeInterval(description: string, example: readonly [number, number] | null): ApiPropertyOptions {
  return { description, type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2, nullable: true, example };
}

/** What a reader of the numbers should know. */
export class ComparisonWarningDto {
  @ApiProperty({ description: 'What it is about; a code never changes.', type: String, example: 'small-n' })
  readonly code!: WarningCode | RunWarningCode;

  @ApiProperty({ description: 'The same as a sentence.', example: 'With 20 samples intervals are rough.' })
  readonly message!: string;
}

export class SampleTallyDto {
  @ApiProperty(count('How many.', 1))
  readonly count!: number;

  @ApiProperty({ description: 'Up to twenty of their ids.', type: [String], example: ['3d1f0c9ab2e45d67'] })
  readonly ids!: string[];
}

function count(description: string, example: number): ApiPropertyOptions {
  return { description, type: 'integer', minimum: 0, example };
}

/** Who took part and who was left out. */
export class CoverageDto {
  @ApiProperty(count('Samples with a valid score in both runs: all numbers are about these.', 200))
  readonly n!: number;

  @ApiProperty(count('Samples that at least one of the two has.', 201))
  readonly union!: number;

  @ApiProperty({ description: 'Scored in run A, unknown to run B.', type: SampleTallyDto })
  readonly only_a!: SampleTallyDto;

  @ApiProperty({ description: 'Scored in run B, unknown to run A.', type: SampleTallyDto })
  readonly only_b!: SampleTallyDto;

  @ApiProperty({ description: 'In run A without a valid score.', type: SampleTallyDto })
  readonly invalid_a!: SampleTallyDto;

  @ApiProperty({ description: 'In run B without a valid score.', type: SampleTallyDto })
  readonly invalid_b!: SampleTallyDto;

  @ApiProperty({ description: 'Several times in run A: averaged.', type: SampleTallyDto })
  readonly duplicates_a!: SampleTallyDto;

  @ApiProperty({ description: 'Several times in run B: averaged.', type: SampleTallyDto })
  readonly duplicates_b!: SampleTallyDto;
}

/** How large the difference is on scales of its own. Lead with `delta` and its interval; these compare across metrics. */
export class EffectSizesDto {
  @ApiProperty(maybeNumber('delta over the standard deviation of the differences.', 0.182))
  readonly d_z!: number | null;

  @ApiProperty(maybeNumber('d_z without its bias in small samples.', 0.181))
  readonly hedges_g!: number | null;

  @ApiProperty(maybeNumber('delta over the average standard deviation of the two runs.', 0.184))
  readonly d_av!: number | null;

  @ApiProperty(maybeNumber('Binary scores: difference of the arcsine-transformed shares.', 0.184))
  readonly cohens_h!: number | null;

  @ApiProperty(maybeNumber('Binary scores: samples that only A got right over those that only B did.', 2.5))
  readonly odds_ratio!: number | null;

  @ApiProperty(maybeNumber('Binary scores: how many percent of B’s errors A does not make.', 30))
  readonly error_reduction_percent!: number | null;
}

/** Whether the difference is known to be smaller than the margin (two one-sided t tests). */
export class EquivalenceDto {
  @ApiProperty({ description: 'The margin that was asked for.', type: 'number', example: 0.02 })
  readonly margin!: number;

  @ApiProperty({ description: 'The larger of the two p-values.', type: 'number', example: 0.31 })
  readonly p_value!: number;

  @ApiProperty(maybeInterval('The interval of delta at the level 1 − 2·alpha.', [-0.01, 0.05]))
  readonly interval!: [number, number] | null;

  @ApiProperty({ description: 'Whether that interval lies within ±margin.', type: Boolean, example: false })
  readonly equivalent!: boolean;
}

/** What comparing sample by sample gains over comparing two means. */
export class PairingDto {
  @ApiProperty(maybeNumber('Of the two runs’ scores over the samples.', 0.494))
  readonly correlation!: number | null;

  @ApiProperty({ description: 'The standard error of delta without pairing.', type: 'number', example: 0.0408 })
  readonly unpaired_standard_error!: number;

  @ApiProperty(maybeNumber('Pairing is worth this many times the samples.', 1.96))
  readonly sample_gain!: number | null;
}

/** Binary scores: who got what right. */
export class FourfoldTableDto {
  @ApiProperty(count('Right in both.', 140))
  readonly both!: number;

  @ApiProperty(count('Right in A only.', 25))
  readonly only_a!: number;

  @ApiProperty(count('Right in B only.', 10))
  readonly only_b!: number;

  @ApiProperty(count('Wrong in both.', 25))
  readonly neither!: number;

  @ApiProperty({ description: 'McNemar’s exact p-value.', type: 'number', example: 0.017 })
  readonly p_value!: number;

  @ApiProperty({ description: 'Its mid-p version, less conservative.', type: 'number', example: 0.011 })
  readonly mid_p_value!: number;
}

export class ClusteringDto {
  @ApiProperty(count('Clusters among the samples.', 20))
  readonly clusters!: number;

  @ApiProperty(maybeNumber('How many times fewer samples the data are worth, because clusters resemble themselves.', 1.8))
  readonly design_effect!: number | null;

  @ApiProperty(maybeNumber('The sign flip of whole clusters, beside the t test.', 0.03))
  readonly sign_flip_p_value!: number | null;
}

/** Welch’s test of all scores of both runs: only where the runs share no sample. */
export class UnpairedDto {
  @ApiProperty(maybeNumber('Welch’s t.', 1.4))
  readonly t!: number | null;

  @ApiProperty({ description: 'Degrees of freedom, not rounded.', type: 'number', example: 37.6 })
  readonly df!: number;

  @ApiProperty(maybeNumber('Two-sided; it takes no part in corrections.', 0.17))
  readonly p_value!: number | null;

  @ApiProperty(maybeInterval('Of the difference of the means.', [-0.02, 0.1]))
  readonly interval!: [number, number] | null;
}

/** Two runs in one metric. Everything is A minus B, over the samples that both have. */
export class PairwiseResultDto {
  @ApiProperty({ description: 'The metric.', example: 'accuracy' })
  readonly metric!: string;

  @ApiProperty({ description: 'The run named earlier.', example: 'candidate' })
  readonly run_a!: string;

  @ApiProperty({ description: 'The run named later: the baseline.', example: 'baseline' })
  readonly run_b!: string;

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

  @ApiProperty({ description: 'Whether the corrected p-value is at most alpha.', type: Boolean, example: true })
  readonly significant!: boolean;

  @ApiProperty(maybeNumber('Two-sided, before the correction; `null` where there is no test.', 0.017))
  readonly p_value!: number | null;

  @ApiProperty(maybeNumber('After the correction for the number of hypotheses.', 0.017))
  readonly corrected_p_value!: number | null;

  @ApiProperty({ description: 'The same as `significant`.', type: Boolean, example: true })
  readonly corrected_significant!: boolean;

  @ApiProperty({
    description: 'What is really known. `inconclusive` is not “equal”: it means that these data can’t tell; see `mde`.',
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

  @ApiProperty({ description: 'How many random draws were made.', type: 'integer', nullable: true, example: null })
  readonly resamples!: number | null;

  @ApiProperty({
    description: 'The seed of the draws, or `exact` where there were none; `null` for a test that never draws.',
    oneOf: [{ type: 'integer' }, { type: 'string', enum: ['exact'] }, { type: 'null' }],
    example: 'exact',
  })
  readonly seed!: number | 'exact' | null;

  @ApiProperty(maybeInterval('Where the true difference lies, with the confidence `level`; not corrected.', [0.0175, 0.1325]))
  readonly interval!: [number, number] | null;

  @ApiProperty({
    description: 'How the interval was made.',
    enum: ['t', 'clustered-t', 'bootstrap-percentile'],
    nullable: true,
    example: 't',
  })
  readonly interval_method!: 't' | 'clustered-t' | 'bootstrap-percentile' | null;

  @ApiProperty({ description: '1 − alpha.', type: 'number', example: 0.95 })
  readonly level!: number;

  @ApiProperty(maybeInterval('Wider: all intervals of the family hold at once (Bonferroni).', [0.0175, 0.1325]))
  readonly simultaneous_interval!: [number, number] | null;

  @ApiProperty(maybeInterval('Bootstrap only: bias-corrected and accelerated.', null))
  readonly bca_interval!: [number, number] | null;

  @ApiProperty(maybeNumber('Standard error of delta; the clustered one with `cluster_by`.', 0.029))
  readonly standard_error!: number | null;

  @ApiProperty(maybeInterval('Of run A’s mean: Wilson’s for binary scores.', [0.766, 0.871]))
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

  @ApiProperty(maybeNumber('The smallest true difference that as many samples find with a chance of 80 %.', 0.082))
  readonly mde!: number | null;

  @ApiProperty({ description: 'Only with a margin.', type: EquivalenceDto, nullable: true })
  readonly equivalence!: EquivalenceDto | null;

  @ApiProperty({ description: 'What pairing gains; `null` below two samples.', type: PairingDto, nullable: true })
  readonly pairing!: PairingDto | null;

  @ApiProperty({ description: 'Only for binary scores.', type: FourfoldTableDto, nullable: true })
  readonly fourfold!: FourfoldTableDto | null;

  @ApiProperty({ description: 'Only with `cluster_by`.', type: ClusteringDto, nullable: true })
  readonly clustering!: ClusteringDto | null;

  @ApiProperty({ description: 'Only where the runs share no sample.', type: UnpairedDto, nullable: true })
  readonly unpaired!: UnpairedDto | null;

  @ApiProperty(
    maybeInterval('delta if every missing score were the worst for A, or for B; only for a metric of known range.', null),
  )
  readonly worst_case!: [number, number] | null;

  @ApiProperty({ description: 'Who took part and who was left out.', type: CoverageDto })
  readonly coverage!: CoverageDto;

  @ApiProperty({ description: 'What to keep in mind about this pair.', type: [ComparisonWarningDto] })
  readonly warnings!: ComparisonWarningDto[];
}
