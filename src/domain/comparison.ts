import type { Interval } from '../statistics/interval.ts';

/** What the verdict is about: the rows of the dataset, or all of their kind. */
export const POPULATIONS = ['dataset', 'new'] as const;
export type Population = (typeof POPULATIONS)[number];

/** How a live comparison is asked for, beside its runs. */
export interface ComparisonOptions {
  /** All that both runs have without it. */
  readonly metrics?: readonly string[];
  readonly alpha?: number;
  /** The difference that would not matter, in units of the metric. */
  readonly margin?: number;
  readonly population?: Population;
  /** Whether the candidate's job ends when everything is decided. */
  readonly stop?: boolean;
  readonly maxSamples?: number;
  /** The lowest and the highest score of metrics of which that is not known. */
  readonly ranges?: ReadonlyMap<string, Interval>;
  readonly lowerIsBetter?: readonly string[];
}

/**
 * Why a comparison takes no further sample: all metrics have a verdict and the candidate was to be stopped then; all rows are scored;
 * `maxSamples` are; a run ended before its rows were scored; a run was deleted; something it rests on does not hold.
 */
export const COMPARISON_ENDS = ['decided', 'complete', 'max_samples', 'cancelled', 'run_deleted', 'failed'] as const;

export interface ComparisonEnd {
  readonly reason: (typeof COMPARISON_ENDS)[number];
  /** For people, where the reason does not say everything. */
  readonly detail: string | null;
}

/** A comparison of two runs while they are made. */
export interface Comparison {
  readonly id: string;
  readonly runIds: readonly [candidate: string, baseline: string];
  readonly metrics: readonly string[];
  readonly alpha: number;
  readonly margin: number | null;
  readonly population: Population;
  readonly stop: boolean;
  readonly maxSamples: number | null;
  /** Of the order of the rows. */
  readonly seed: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly ended: ComparisonEnd | null;
  /** What was said last, as the wire has it; `null` before it ends. */
  readonly state: object | null;
}
