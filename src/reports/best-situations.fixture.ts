import type { ReportedMethod, ReportedMetric, ReportedPair } from './comparison-report.ts';

/** Many runs in one metric, written by hand, and the sentence that they must give. */
export interface BestSituation {
  readonly situation: string;
  readonly means: Readonly<Record<string, number | null>>;
  /** Every pair with its winner, or '' where there is none. */
  readonly pairs: readonly (readonly [a: string, b: string, winner: string])[];
  /** Of every pair. */
  readonly pair?: Partial<ReportedPair>;
  readonly summary?: Partial<ReportedMetric>;
  readonly method?: Partial<ReportedMethod>;
  /** Those of the pairs that are with a run in progress. */
  readonly isInProgress?: (a: string, b: string) => boolean;
  readonly sentence: string;
}

const MEANS = { alpha: 0.73, beta: 0.6, gamma: 0.58 };

const OPEN = [
  ['alpha', 'beta', ''],
  ['alpha', 'gamma', ''],
  ['beta', 'gamma', ''],
] as const;

const ALPHA_BEATS_BOTH = [
  ['alpha', 'beta', 'alpha'],
  ['alpha', 'gamma', 'alpha'],
  ['beta', 'gamma', ''],
] as const;

export const BEST_SITUATIONS: readonly BestSituation[] = [
  {
    situation: 'no pair is decided, though one mean is well ahead',
    means: MEANS,
    pairs: OPEN,
    sentence:
      'In “accuracy”, alpha, beta and gamma may each be the best: these data can’t tell them apart (means 0.73, 0.6 and 0.58 over 92 samples).',
  },
  {
    situation: 'no pair is decided, and how large a difference would have shown is known',
    means: MEANS,
    pairs: OPEN,
    pair: { family_size: 3, mde: 0.16, mde_family: 0.19 },
    sentence:
      'In “accuracy”, alpha, beta and gamma may each be the best: these data can’t tell them apart (means 0.73, 0.6 and 0.58 over 92 samples). ' +
      'A true difference of 0.19 between two of them would be found 4 times out of 5.',
  },
  {
    situation: 'one run beats all others',
    means: MEANS,
    pairs: ALPHA_BEATS_BOTH,
    sentence: 'In “accuracy”, alpha is better than every other run (mean 0.73 over 92 samples).',
  },
  {
    situation: 'lower is better',
    means: { alpha: 3, beta: 9, gamma: 10 },
    pairs: ALPHA_BEATS_BOTH,
    summary: { metric: 'errors', lower_is_better: true },
    sentence: 'In “errors” (lower is better), alpha is better than every other run (mean 3 over 92 samples).',
  },
  {
    situation: 'one run is beaten, and two are left',
    means: MEANS,
    pairs: [
      ['alpha', 'beta', ''],
      ['alpha', 'gamma', 'alpha'],
      ['beta', 'gamma', ''],
    ],
    sentence:
      'In “accuracy”, alpha and beta may each be the best: these data can’t tell them apart (means 0.73 and 0.6 over 92 samples).',
  },
  {
    situation: 'one run is left that does not beat all others',
    means: MEANS,
    pairs: [
      ['alpha', 'beta', 'alpha'],
      ['alpha', 'gamma', ''],
      ['beta', 'gamma', 'beta'],
    ],
    sentence: 'In “accuracy”, alpha is the only run that no other beats (mean 0.73 over 92 samples).',
  },
  {
    situation: 'exactly the same mean',
    means: { alpha: 0.6, beta: 0.6, gamma: 0.6 },
    pairs: OPEN,
    sentence: 'In “accuracy”, all 3 runs have the same mean: 0.6 over 92 samples.',
  },
  {
    situation: 'p-values that nobody corrected',
    means: MEANS,
    pairs: ALPHA_BEATS_BOTH,
    method: { correction: 'none' },
    sentence:
      'In “accuracy”, alpha is better than every other run (mean 0.73 over 92 samples). ' +
      'The p-values of the 3 pairs are not corrected, so a best run may be left out by chance more often than the level says.',
  },
  {
    situation: 'p-values corrected by Benjamini and Hochberg, which says less than Holm',
    means: MEANS,
    pairs: [
      ['alpha', 'beta', ''],
      ['alpha', 'gamma', 'alpha'],
      ['beta', 'gamma', ''],
    ],
    method: { correction: 'bh' },
    sentence:
      'In “accuracy”, alpha and beta may each be the best: these data can’t tell them apart (means 0.73 and 0.6 over 92 samples). ' +
      'The p-values of the 3 pairs are corrected only for the share of false ones among those found, so a best run may be left out by chance more often than the level says.',
  },
  {
    situation: 'too few samples for any of them',
    means: MEANS,
    pairs: OPEN,
    pair: { verdict: 'insufficient_data' },
    summary: { n: 4 },
    sentence: 'In “accuracy”, there are too few samples to rank the runs (n = 4).',
  },
  {
    situation: 'one of them is still in progress',
    means: MEANS,
    pairs: [
      ['alpha', 'beta', 'alpha'],
      ['alpha', 'gamma', ''],
      ['beta', 'gamma', ''],
    ],
    method: { runs_in_progress: ['gamma'] },
    isInProgress: (_, b) => b === 'gamma',
    sentence:
      'In “accuracy”, alpha and gamma may each be the best: these data can’t tell them apart (means 0.73 and 0.58 over 92 samples). ' +
      'There is no verdict on pairs with gamma, which is in progress.',
  },
  {
    situation: 'all but one are still in progress',
    means: MEANS,
    pairs: OPEN,
    method: { runs_in_progress: ['beta', 'gamma'] },
    isInProgress: () => true,
    sentence: 'In “accuracy”, there is no ranking while beta and gamma are in progress.',
  },
  {
    situation: 'all were stopped by their live comparisons',
    means: MEANS,
    pairs: OPEN,
    pair: { warnings: [{ code: 'stopped-when-decided', message: 'Run "alpha" ended early.' }] },
    sentence:
      'In “accuracy”, there is no ranking: runs ended because their live comparisons were decided, and the verdicts of those hold.',
  },
  {
    situation: 'no test was asked for',
    means: MEANS,
    pairs: OPEN,
    summary: { may_be_best: null, beaten_by: null },
    sentence: 'In “accuracy”, alpha has the best mean, 0.73 over the 92 samples that all share; nothing was tested.',
  },
];
