import { alignRuns, alignedColumn } from '../statistics/align.ts';
import type { ScoredRun } from '../statistics/scored-run.ts';

/** A sample and how far apart the runs' scores of it are. */
export interface Disagreement {
  readonly metric: string;
  readonly sampleId: string;
  /** Highest minus lowest score. */
  readonly spread: number;
}

/**
 * For each metric the samples on which the runs disagree most, at most `most` of them: the largest spread first, then by id. Only
 * samples that at least two runs scored, differently.
 */
export function disagreements(runs: readonly ScoredRun[], metrics: readonly string[], most: number): Disagreement[] {
  const alignment = alignRuns(runs);
  return metrics.flatMap((metric) => {
    const columns = runs.map((_, run) => alignedColumn(alignment, run, metric, 'exclude'));
    const spreads = alignment.ids.map((_, row) => spreadOf(columns, row));
    const rows = spreads.flatMap((spread, row) => (spread > 0 ? [row] : []));
    rows.sort((x, y) => (spreads[y] ?? 0) - (spreads[x] ?? 0) || x - y);
    return rows.slice(0, most).map((row) => ({ metric, sampleId: alignment.ids[row] ?? '', spread: spreads[row] ?? 0 }));
  });
}

function spreadOf(columns: readonly Float64Array[], row: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    const score = column[row] ?? NaN;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  return high > low ? high - low : 0;
}
