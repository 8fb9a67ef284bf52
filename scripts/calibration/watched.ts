import { LiveComparison, type LiveState } from '../../src/statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../src/statistics/live/live-setup.ts';
import { seededOrder } from '../../src/statistics/seeded-order.ts';

/** Two runs over the same rows, scored from 0 to 1 in one metric or several, of which the candidate is running. */
export interface WatchedRuns {
  /** By metric. */
  readonly candidate: readonly Float64Array[];
  readonly baseline: readonly Float64Array[];
  /** Runs that had ended before, beside the baseline if that had. */
  readonly history: readonly (readonly Float64Array[])[];
  /** Before the candidate's sample of this number the baseline ends: 0 where it had ended before, Infinity where both run to the end. */
  readonly baselineEndsAt: number;
}

export type WatchOptions = Partial<Pick<LiveSetup, 'population' | 'isFinalTestPlanned' | 'margin'>>;

/**
 * Lets the candidate score one row after the other in the order of the seed, and looks after each; the first state of which `isMet` holds, or null.
 */
export function watched(
  runs: WatchedRuns,
  seed: number,
  options: WatchOptions,
  isMet: (state: LiveState) => boolean,
): LiveState | null {
  const rows = seededOrder(runs.candidate[0]?.length ?? 0, seed);
  const comparison = new LiveComparison(setupOf(runs, rows, options));
  for (const [at, row] of rows.entries()) {
    if (runs.baselineEndsAt > 0) reportBaseline(comparison, runs, rows, at);
    comparison.report('candidate', String(row), 0, { kind: 'scored', scores: scoresOf(runs.candidate, row) });
    const state = comparison.advance();
    if (state === null) throw new Error(`sample ${at + 1} was not taken`);
    if (isMet(state)) return state;
  }
  return null;
}

function reportBaseline(comparison: LiveComparison, runs: WatchedRuns, rows: Uint32Array, at: number): void {
  const isEnd = at === runs.baselineEndsAt;
  for (const row of isEnd ? rows : rows.subarray(at, at + 1))
    comparison.report('baseline', String(row), 0, { kind: 'scored', scores: scoresOf(runs.baseline, row) });

  if (isEnd) comparison.endBaseline();
}

function setupOf(
  { candidate, baseline, history, baselineEndsAt }: WatchedRuns,
  rows: Uint32Array,
  options: WatchOptions,
): LiveSetup {
  const finished = baselineEndsAt === 0 ? [baseline, ...history] : history;
  return {
    runIds: ['candidate', 'baseline'],
    metrics: candidate.map((_, m) => ({ name: nameOf(m), range: [0, 1], lowerIsBetter: false })),
    order: Array.from(rows, String),
    replicates: [1, 1],
    population: 'dataset',
    alpha: 0.05,
    margin: null,
    maxSamples: null,
    isFinalTestPlanned: false,
    hypotheses: candidate.length,
    finished: finished.map((columns) => ({
      runId: columns === baseline ? 'baseline' : 'other',
      scores: Object.fromEntries(columns.map((column, m) => [nameOf(m), Array.from(rows, (row) => column[row] ?? null)])),
    })),
    ...options,
  };
}

function scoresOf(columns: readonly Float64Array[], row: number): Record<string, number | null> {
  return Object.fromEntries(columns.map((column, m) => [nameOf(m), column[row] ?? null]));
}

function nameOf(metric: number): string {
  return `m${metric}`;
}
