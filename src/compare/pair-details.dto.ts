import { ApiProperty } from '@nestjs/swagger';
import type { EquivalenceMethod } from '../statistics/equivalence.ts';
import type { Verdict } from '../statistics/verdict.ts';
import { count, maybeInterval, maybeNumber } from '../http/number-fields.ts';

export const VERDICTS = [
  'a_better',
  'b_better',
  'equivalent',
  'a_not_worse',
  'b_not_worse',
  'inconclusive',
  'insufficient_data',
] as const satisfies Verdict[];

export class SampleTallyDto {
  @ApiProperty(count('How many.', 1))
  readonly count!: number;

  @ApiProperty({ description: 'Up to twenty of their ids.', type: [String], example: ['3d1f0c9ab2e45d67'] })
  readonly ids!: string[];
}

/** Which samples took part and which were left out. */
export class CoverageDto {
  @ApiProperty(count('Samples with a valid score in both runs: all numbers are about these.', 200))
  readonly n!: number;

  @ApiProperty(count('Samples that at least one of the two has.', 201))
  readonly union!: number;

  @ApiProperty({ description: 'Scored in run A, absent from run B.', type: SampleTallyDto })
  readonly only_a!: SampleTallyDto;

  @ApiProperty({ description: 'Scored in run B, absent from run A.', type: SampleTallyDto })
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

/** What scores that are missing could change: the verdict if they were all as bad for run A, or all as good for it, as the metric allows. */
export class MissingScoresDto {
  @ApiProperty({
    description: 'Of the samples that both runs have, the share without a score in one of them.',
    type: 'number',
    example: 0.18,
  })
  readonly unscored_share!: number;

  @ApiProperty({
    description: 'The verdict with the worst value in A and the best in B; `null` where the range of the metric is unknown.',
    enum: VERDICTS,
    nullable: true,
    example: 'inconclusive',
  })
  readonly verdict_if_worst_for_a!: Verdict | null;

  @ApiProperty({ description: 'The verdict with the reverse.', enum: VERDICTS, nullable: true, example: 'a_better' })
  readonly verdict_if_best_for_a!: Verdict | null;

  @ApiProperty({ description: 'Whether that first difference is within the margin.', type: Boolean, example: false })
  readonly negligible_if_worst_for_a!: boolean;

  @ApiProperty({ description: 'The same of the reverse.', type: Boolean, example: false })
  readonly negligible_if_best_for_a!: boolean;

  @ApiProperty(maybeNumber('p-value of equivalence on the first, before any correction; `null` without a margin.', null))
  readonly equivalence_p_if_worst_for_a!: number | null;

  @ApiProperty(maybeNumber('The same on the reverse.', null))
  readonly equivalence_p_if_best_for_a!: number | null;

  @ApiProperty(maybeNumber('p-value of “A is worse by the margin or more” on the first, before any correction.', null))
  readonly non_inferiority_p_if_worst_for_a!: number | null;

  @ApiProperty({
    description: 'Whether the verdict is the same on both; false where the range is unknown.',
    type: Boolean,
    example: false,
  })
  readonly robust!: boolean;
}

/** How large the difference is on scales of its own. Lead with `delta` and its interval; these compare across metrics. */
export class EffectSizesDto {
  @ApiProperty(maybeNumber('delta over the standard deviation of the differences.', 0.182))
  readonly d_z!: number | null;

  @ApiProperty(maybeNumber('d_z without its bias in small samples.', 0.181))
  readonly hedges_g!: number | null;

  @ApiProperty(maybeNumber('delta over the average standard deviation of the two runs.', 0.184))
  readonly d_av!: number | null;

  @ApiProperty(
    maybeNumber('From −1 to 1: how far the ranks of the differences favour A; `null` where no sample differs.', 0.43),
  )
  readonly rank_biserial!: number | null;

  @ApiProperty(maybeNumber('Binary scores: difference of the arcsine-transformed shares.', 0.184))
  readonly cohens_h!: number | null;

  @ApiProperty(
    maybeNumber('Binary scores: samples that only A got right over those that only B did; `null` without the latter.', 2.5),
  )
  readonly odds_ratio!: number | null;

  @ApiProperty({
    description: 'Whether that ratio has no bound, since there are samples that only A got right and none that only B did.',
    type: Boolean,
    example: false,
  })
  readonly odds_ratio_unbounded!: boolean;

  @ApiProperty(maybeNumber('Binary scores: how many percent of B’s errors A avoids.', 30))
  readonly error_reduction_percent!: number | null;
}

/** Whether the difference is known to be smaller than the margin: two one-sided tests. */
export class EquivalenceDto {
  @ApiProperty({ description: 'The margin that was asked for.', type: 'number', example: 0.05 })
  readonly margin!: number;

  @ApiProperty({
    description:
      '`bounded`: Gaffke’s bound of a mean, valid for any data within the range of the metric; `bounded-clusters`: the same of whole ' +
      'clusters; `t`: t tests where the range is unknown, whose error is not guaranteed. `null` where nothing can be known.',
    enum: ['bounded', 'bounded-clusters', 't'] satisfies EquivalenceMethod[],
    nullable: true,
    example: 'bounded',
  })
  readonly method!: EquivalenceMethod | null;

  @ApiProperty(maybeNumber('Of “the difference is as large as the margin, or larger”: the larger of the two below.', 0.015))
  readonly p_value!: number | null;

  @ApiProperty(maybeNumber('After the correction for the number of pairs.', 0.015))
  readonly corrected_p_value!: number | null;

  @ApiProperty(maybeNumber('Of “A’s mean is lower than B’s by the margin or more”.', 0.015))
  readonly p_not_worse!: number | null;

  @ApiProperty(maybeNumber('Of “A’s mean is higher than B’s by the margin or more”.', 0.00052))
  readonly p_not_better!: number | null;

  @ApiProperty(maybeNumber('p_not_worse after the correction for the number of pairs.', 0.015))
  readonly corrected_p_not_worse!: number | null;

  @ApiProperty(maybeNumber('The same of p_not_better.', 0.00052))
  readonly corrected_p_not_better!: number | null;

  @ApiProperty(maybeInterval('The interval of delta at the level 1 − 2·alpha.', [-0.0401, 0.0191]))
  readonly interval!: [number, number] | null;

  @ApiProperty({ description: 'Whether the corrected p-value is at most alpha.', type: Boolean, example: true })
  readonly equivalent!: boolean;

  @ApiProperty({
    description:
      'Whether A is known not to be worse than B by the margin or more: p_not_worse (p_not_better where lower is better), corrected, is at ' +
      'most alpha.',
    type: Boolean,
    example: true,
  })
  readonly non_inferior!: boolean;

  @ApiProperty({
    description: 'Why nothing can be known: without the range of the metric a mean cannot be bounded.',
    enum: ['range-unknown'],
    nullable: true,
    example: null,
  })
  readonly reason!: 'range-unknown' | null;
}

/** That a run was chosen among others by its scores on these very samples, and what was done about it. */
export class SelectionDto {
  @ApiProperty({
    description: 'The optimize job that chose, or was chosen from.',
    example: 'b0ba8e36-5a0c-4f0e-9a39-0d2b0c1c8f11',
  })
  readonly job!: string;

  @ApiProperty({
    description:
      'How many comparisons the choice ranged over: p-values are multiplied by it, before the correction for several hypotheses, and intervals are at the level ' +
      '1 − alpha / candidates.',
    type: 'integer',
    minimum: 2,
    example: 10,
  })
  readonly candidates!: number;

  @ApiProperty(maybeNumber('The p-value as if nothing had been chosen.', 0.0003))
  readonly p_value_uncorrected!: number | null;
}

/** What repeats gain, and where that ends: for the same number of calls, more samples are always as good or better. */
export class RepeatsDto {
  @ApiProperty({
    description: 'Variance of a single score within a sample; of a pair, of both runs together. This is what repeats reduce.',
    type: 'number',
    example: 0.12,
  })
  readonly within!: number;

  @ApiProperty({
    description: 'Variance between samples of the expected scores, or of their differences. Only more samples help against it.',
    type: 'number',
    example: 0.05,
  })
  readonly between!: number;

  @ApiProperty(maybeNumber('within / (within + between); `null` where nothing varies.', 0.7))
  readonly share_within!: number | null;

  @ApiProperty({ description: 'The mean number of scores a sample.', type: 'number', example: 3 })
  readonly k_mean!: number;

  @ApiProperty({
    description:
      'The smallest true difference that is found with power 0.8 by scores a sample: of a pair, the difference of the runs; of a mean, its distance from a ' +
      'fixed value. `null` as in `mde`.',
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    example: { '1': 0.21, '2': 0.17, '3': 0.15, '5': 0.14, '10': 0.12 },
  })
  readonly mde_by_repeats!: Record<'1' | '2' | '3' | '5' | '10', number | null>;

  @ApiProperty(maybeNumber('The same with repeats without end.', 0.11))
  readonly mde_floor!: number | null;
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

  @ApiProperty({
    description: 'How many clusters of one size the unequal ones are worth.',
    type: 'number',
    example: 16.4,
  })
  readonly effective_clusters!: number;

  @ApiProperty(maybeNumber('How many times fewer samples the data are worth, because samples of a cluster are alike.', 1.8))
  readonly design_effect!: number | null;

  @ApiProperty(maybeNumber('The sign flip of whole clusters, whichever test was asked for.', 0.03))
  readonly sign_flip_p_value!: number | null;

  @ApiProperty(maybeNumber('The t test with the clustered standard error, beside it.', 0.04))
  readonly t_p_value!: number | null;
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
