import type { ReportedComparison, ReportedMethod, ReportedPair } from './comparison-report.ts';

/** Two runs over 50 samples, of which nothing is decided unless `changes` says so. */
export function reportedPair(changes: Partial<ReportedPair> = {}): ReportedPair {
  return {
    metric: 'accuracy',
    run_a: 'new',
    run_b: 'old',
    run_a_mean: 0.8,
    run_b_mean: 0.7,
    delta: 0.1,
    interval: [-0.03, 0.23],
    level: 0.95,
    simultaneous_interval: [-0.03, 0.23],
    corrected_p_value: 0.18,
    family_size: 1,
    resamples: null,
    n: 50,
    mde: 0.19,
    mde_family: 0.19,
    equivalence_power: null,
    repeats: null,
    method: 'sign-flip',
    equivalence: null,
    clustering: null,
    unpaired: null,
    selection: null,
    missing_scores: null,
    coverage: { only_a: { count: 0 }, only_b: { count: 0 }, invalid_a: { count: 0 }, invalid_b: { count: 0 } },
    verdict: 'inconclusive',
    negligible: false,
    winner: 'tie',
    macro: null,
    warnings: [],
    ...changes,
  };
}

export function reportedMethod(changes: Partial<ReportedMethod> = {}): ReportedMethod {
  return {
    methods: ['sign-flip'],
    correction: 'holm',
    family: 'all',
    family_sizes: [1],
    alpha: 0.05,
    level: 0.95,
    margin: null,
    missing: 'exclude',
    cluster_by: null,
    slice_by: null,
    runs_in_progress: [],
    seed: 'exact',
    assay_version: '1.0.0',
    statistics_version: '2',
    ...changes,
  };
}

/** The comparison of these runs in the metric `accuracy`. */
export function reportedComparison(
  runIds: readonly string[],
  pairs: readonly ReportedPair[],
  method: Partial<ReportedMethod> = {},
): ReportedComparison {
  const means = runIds.map((run_id) => ({
    run_id,
    mean: 0.5,
    interval: null,
    standard_error: null,
    pass_k: null,
    judge: null,
  }));
  return {
    run_ids: runIds,
    runs: runIds.map((runId) => ({ run_id: runId, name: runId })),
    metric_summaries: [
      {
        metric: 'accuracy',
        lower_is_better: false,
        n: 50,
        means,
        best_run: runIds[0] ?? null,
        may_be_best: [...runIds],
        beaten_by: Object.fromEntries(runIds.map((runId) => [runId, []])),
        warnings: [],
      },
    ],
    pairwise_results: pairs,
    slices: [],
    warnings: [{ code: 'different-datasets', message: 'The runs differ.' }],
    metadata: reportedMethod({ family_sizes: [pairs.length], ...method }),
  };
}
