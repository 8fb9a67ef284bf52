import type { Coverage } from '../statistics/coverage.ts';
import type { Interval } from '../statistics/interval.ts';
import type { PairComparison } from '../statistics/judge-pairs.ts';
import type { IdTally } from '../statistics/scored-run.ts';
import type * as Dto from './pairwise-result.dto.ts';

/** A pair as the wire has it. */
export function pairwiseResult(pair: PairComparison, level: number): Dto.PairwiseResultDto {
  return {
    metric: pair.metric,
    run_a: pair.runA,
    run_b: pair.runB,
    run_a_mean: pair.meanA,
    run_b_mean: pair.meanB,
    delta: pair.delta,
    delta_percent: pair.deltaPercent,
    winner: pair.winner ?? 'tie',
    significant: pair.significant,
    p_value: pair.p,
    corrected_p_value: pair.adjustedP,
    corrected_significant: pair.significant,
    verdict: pair.verdict,
    negligible: pair.negligible,
    n: pair.n,
    method: pair.method,
    statistic: pair.statistic,
    df: pair.df,
    resampling: pair.resampling,
    resamples: pair.resamples,
    seed: pair.seed ?? (pair.resampling === null ? null : 'exact'),
    interval: bounds(pair.interval),
    interval_method: pair.intervalMethod,
    level,
    simultaneous_interval: bounds(pair.simultaneousInterval),
    bca_interval: bounds(pair.bootstrap?.bca?.interval),
    standard_error: pair.standardError,
    run_a_interval: bounds(pair.intervalA),
    run_b_interval: bounds(pair.intervalB),
    effect_sizes: effectSizes(pair),
    win_rate: pair.wins.rate,
    wins: pair.wins.wins,
    losses: pair.wins.losses,
    ties: pair.wins.ties,
    mde: pair.minimumDetectableEffect,
    equivalence: equivalence(pair),
    pairing: pairing(pair),
    fourfold: fourfold(pair),
    clustering: clustering(pair),
    unpaired: unpaired(pair),
    worst_case: bounds(pair.worstCase),
    coverage: coverage(pair.coverage),
    warnings: [...pair.warnings],
  };
}

/** An interval in an array of its own; `null` where there is none. */
export function bounds(interval: Interval | null | undefined): [number, number] | null {
  return interval ? [interval[0], interval[1]] : null;
}

function effectSizes({ effect, proportions }: PairComparison): Dto.EffectSizesDto {
  return {
    d_z: effect?.dz ?? null,
    hedges_g: effect?.hedgesG ?? null,
    d_av: effect?.dAverage ?? null,
    cohens_h: proportions?.cohensH ?? null,
    odds_ratio: proportions?.oddsRatio ?? null,
    error_reduction_percent: proportions?.errorReductionPercent ?? null,
  };
}

function equivalence({ equivalence: found }: PairComparison): Dto.EquivalenceDto | null {
  return found && { margin: found.margin, p_value: found.p, interval: bounds(found.interval), equivalent: found.equivalent };
}

function pairing({ pairing: found }: PairComparison): Dto.PairingDto | null {
  return found && { correlation: found.correlation, unpaired_standard_error: found.seUnpaired, sample_gain: found.sampleGain };
}

function fourfold({ table }: PairComparison): Dto.FourfoldTableDto | null {
  if (!table) return null;
  const { both, onlyA, onlyB, neither, p, midP } = table;
  return { both, only_a: onlyA, only_b: onlyB, neither, p_value: p, mid_p_value: midP };
}

function clustering({ clustered, clusterSignFlipP }: PairComparison): Dto.ClusteringDto | null {
  return (
    clustered && {
      clusters: clustered.clusters,
      design_effect: clustered.designEffect,
      sign_flip_p_value: clusterSignFlipP,
    }
  );
}

function unpaired({ unpaired: found }: PairComparison): Dto.UnpairedDto | null {
  return found && { t: found.t, df: found.df, p_value: found.p, interval: bounds(found.interval) };
}

function coverage(found: Coverage): Dto.CoverageDto {
  return {
    n: found.n,
    union: found.union,
    only_a: tally(found.onlyA),
    only_b: tally(found.onlyB),
    invalid_a: tally(found.invalidA),
    invalid_b: tally(found.invalidB),
    duplicates_a: tally(found.duplicatesA),
    duplicates_b: tally(found.duplicatesB),
  };
}

function tally({ count, ids }: IdTally): Dto.SampleTallyDto {
  return { count, ids: [...ids] };
}
