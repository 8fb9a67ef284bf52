import type { Coverage } from '../statistics/coverage.ts';
import type { Interval } from '../statistics/interval.ts';
import type { PairComparison } from '../statistics/judge-pairs.ts';
import type { CompletedPair } from '../statistics/missing-scores.ts';
import type { IdTally } from '../statistics/scored-run.ts';
import type { TaskFindings } from '../statistics/task-findings.ts';
import type { RepeatGain } from '../statistics/variance-components.ts';
import type { MacroDto, MacroTaskDto } from './macro.dto.ts';
import type * as Details from './pair-details.dto.ts';
import type { PairwiseResultDto } from './pairwise-result.dto.ts';

/** What a person calls a run. */
export type NameOf = (runId: string) => string;

/** A pair as the wire has it. */
export function pairwiseResult(pair: CompletedPair, nameOf: NameOf): Omit<PairwiseResultDto, 'sentence'> {
  return {
    metric: pair.metric,
    run_a: pair.runA,
    run_a_name: nameOf(pair.runA),
    run_b: pair.runB,
    run_b_name: nameOf(pair.runB),
    run_a_mean: pair.meanA,
    run_b_mean: pair.meanB,
    delta: pair.delta,
    delta_percent: pair.deltaPercent,
    winner: pair.winner ?? 'tie',
    significant: pair.significant,
    p_value: pair.p,
    corrected_p_value: pair.adjustedP,
    corrected_significant: pair.significant,
    family_size: pair.familySize,
    verdict: pair.verdict,
    negligible: pair.negligible,
    n: pair.n,
    method: pair.method,
    statistic: pair.statistic,
    df: pair.df,
    resampling: pair.resampling,
    resamples: pair.resamples,
    seed: pair.seed ?? (pair.resampling === null ? null : 'exact'),
    p_standard_error: pair.pStandardError,
    interval: bounds(pair.interval),
    interval_method: pair.intervalMethod,
    level: pair.level,
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
    mde_family: pair.familyMinimumDetectableEffect,
    equivalence_power: pair.equivalencePower,
    repeats: repeatGain(pair.repeats),
    selection: selection(pair),
    equivalence: equivalence(pair),
    pairing: pairing(pair),
    fourfold: fourfold(pair),
    clustering: clustering(pair),
    unpaired: unpaired(pair),
    worst_case: bounds(pair.worstCase),
    missing_scores: missingScores(pair),
    macro: macro(pair, nameOf),
    coverage: coverage(pair.coverage),
    warnings: [...pair.warnings],
  };
}

function selection({ selection: found }: PairComparison): Details.SelectionDto | null {
  return found && { job: found.job, candidates: found.candidates, p_value_uncorrected: found.uncorrectedP };
}

/** What repeats would gain, as the wire has it. */
export function repeatGain(found: RepeatGain | null): Details.RepeatsDto | null {
  return (
    found && {
      within: found.within,
      between: found.between,
      share_within: found.shareWithin,
      k_mean: found.meanCount,
      mde_by_repeats: { ...found.detectableByRepeats },
      mde_floor: found.detectableFloor,
    }
  );
}

/** An interval in an array of its own; `null` where there is none. */
export function bounds(interval: Interval | null | undefined): [number, number] | null {
  return interval ? [interval[0], interval[1]] : null;
}

function effectSizes({ effect, proportions, rankBiserial }: PairComparison): Details.EffectSizesDto {
  return {
    d_z: effect?.dz ?? null,
    hedges_g: effect?.hedgesG ?? null,
    d_av: effect?.dAverage ?? null,
    rank_biserial: rankBiserial,
    cohens_h: proportions?.cohensH ?? null,
    odds_ratio: proportions?.oddsRatio ?? null,
    odds_ratio_unbounded: proportions?.oddsRatioUnbounded ?? false,
    error_reduction_percent: proportions?.errorReductionPercent ?? null,
  };
}

function equivalence({ equivalence: found }: PairComparison): Details.EquivalenceDto | null {
  return (
    found && {
      margin: found.margin,
      method: found.method,
      p_value: found.p,
      corrected_p_value: found.correctedP,
      p_not_worse: found.pNotWorse,
      p_not_better: found.pNotBetter,
      corrected_p_not_worse: found.correctedPNotWorse,
      corrected_p_not_better: found.correctedPNotBetter,
      interval: bounds(found.interval),
      equivalent: found.equivalent,
      non_inferior: found.isANonInferior,
      reason: found.reason,
    }
  );
}

function pairing({ pairing: found }: PairComparison): Details.PairingDto | null {
  return found && { correlation: found.correlation, unpaired_standard_error: found.seUnpaired, sample_gain: found.sampleGain };
}

function fourfold({ table }: PairComparison): Details.FourfoldTableDto | null {
  if (!table) return null;
  const { both, onlyA, onlyB, neither, p, midP } = table;
  return { both, only_a: onlyA, only_b: onlyB, neither, p_value: p, mid_p_value: midP };
}

function clustering({ clustered, clusterSignFlipP }: PairComparison): Details.ClusteringDto | null {
  return (
    clustered && {
      clusters: clustered.clusters,
      effective_clusters: clustered.effectiveClusters,
      design_effect: clustered.designEffect,
      sign_flip_p_value: clusterSignFlipP,
      t_p_value: clustered.p,
    }
  );
}

function unpaired({ unpaired: found }: PairComparison): Details.UnpairedDto | null {
  return found && { t: found.t, df: found.df, p_value: found.p, interval: bounds(found.interval) };
}

function macro(pair: CompletedPair, nameOf: NameOf): MacroDto | null {
  return (
    pair.macro && {
      tasks: pair.macro.tasks.map((task) => macroTask(task, nameOf)),
      delta: pair.delta,
      p_value: pair.p,
      standard_error: pair.standardError,
      df: pair.standardErrorDf > 0 ? pair.standardErrorDf : null,
      interval: bounds(pair.interval),
      verdict: pair.verdict,
    }
  );
}

function macroTask(found: TaskFindings, nameOf: NameOf): MacroTaskDto {
  return {
    name: found.name,
    run_a: found.runA,
    run_a_name: nameOf(found.runA),
    run_b: found.runB,
    run_b_name: nameOf(found.runB),
    n: found.n,
    run_a_mean: found.meanA,
    run_b_mean: found.meanB,
    delta: found.delta,
    standard_error: found.standardError,
    df: found.df > 0 ? found.df : null,
    interval: bounds(found.interval),
  };
}

function missingScores({ missingScores: found }: CompletedPair): Details.MissingScoresDto | null {
  return (
    found && {
      unscored_share: found.unscoredShare,
      verdict_if_worst_for_a: found.ifWorstForA?.verdict ?? null,
      verdict_if_best_for_a: found.ifBestForA?.verdict ?? null,
      negligible_if_worst_for_a: found.ifWorstForA?.negligible ?? false,
      negligible_if_best_for_a: found.ifBestForA?.negligible ?? false,
      equivalence_p_if_worst_for_a: found.ifWorstForA?.equivalenceP ?? null,
      equivalence_p_if_best_for_a: found.ifBestForA?.equivalenceP ?? null,
      non_inferiority_p_if_worst_for_a: found.ifWorstForA?.nonInferiorityP ?? null,
      robust: found.robust,
    }
  );
}

function coverage(found: Coverage): Details.CoverageDto {
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

function tally({ count, ids }: IdTally): Details.SampleTallyDto {
  return { count, ids: [...ids] };
}
