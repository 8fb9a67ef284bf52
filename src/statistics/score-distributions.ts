import { type Alignment, alignedColumn, alignRuns } from './align.ts';
import type { ScoredRun } from './scored-run.ts';

/** How the scores of each run in one metric are spread, in bins that all runs share. */
export interface MetricDistribution {
  readonly metric: string;
  /** The bounds of the bins, ascending: one more than there are bins. Equal bounds: all scores are the same. */
  readonly edges: readonly number[];
  readonly runs: readonly RunDistribution[];
}

export interface RunDistribution {
  readonly runId: string;
  /** Scores in each bin; the last bin includes its upper bound. */
  readonly counts: readonly number[];
  readonly n: number;
}

const BINS = 20;

/** Bins the valid scores of every run, metric by metric. */
export function scoreDistributions(runs: readonly ScoredRun[], metrics: readonly string[]): MetricDistribution[] {
  return metrics.map((metric) => {
    const columns = runs.map((run) => run.metrics.get(metric) ?? new Float64Array());
    const [low, high] = rangeOf(columns);
    const edges = Array.from({ length: BINS + 1 }, (_, i) => low + (i / BINS) * (high - low));
    return {
      metric,
      edges,
      runs: runs.map(({ runId }, i) => distribution(runId, columns[i] ?? new Float64Array(), low, high)),
    };
  });
}

function rangeOf(columns: readonly Float64Array[]): readonly [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const score of column) {
      if (score < low) low = score;
      if (score > high) high = score;
    }
  }
  return low > high ? [0, 0] : [low, high];
}

function distribution(runId: string, column: Float64Array, low: number, high: number): RunDistribution {
  const counts = new Array<number>(BINS).fill(0);
  let n = 0;
  for (const score of column) {
    if (Number.isNaN(score)) continue;
    const bin = high === low ? 0 : Math.min(BINS - 1, Math.floor(((score - low) / (high - low)) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
    n += 1;
  }
  return { runId, counts, n };
}

/** A sample and how far apart the runs' scores of it are. */
export interface Disagreement {
  readonly metric: string;
  readonly sampleId: string;
  /** Which of the samples with this id it is, from 0, in the order of their rows. */
  readonly nth: number;
  /** The same by run, among the run's own samples with this id; −1 where it has none. */
  readonly nthOfRuns: readonly number[];
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
    const columns = runs.map((_, run) => alignedColumn(alignment, run, metric));
    const spreads = alignment.ids.map((_, row) => spreadOf(columns, row));
    const rows = spreads.flatMap((spread, row) => (spread > 0 ? [row] : []));
    rows.sort((x, y) => (spreads[y] ?? 0) - (spreads[x] ?? 0) || x - y);
    return rows.slice(0, most).map((row) => ({ metric, ...placeOf(alignment, row), spread: spreads[row] ?? 0 }));
  });
}

function placeOf({ ids, runs, rows }: Alignment, row: number): Pick<Disagreement, 'sampleId' | 'nth' | 'nthOfRuns'> {
  const nthOfRuns = runs.map((run, r) => (rows[r]![row]! < 0 ? -1 : nthAmong(run.ids, rows[r]![row]!)));
  return { sampleId: ids[row] ?? '', nth: nthAmong(ids, row), nthOfRuns };
}

/** How many equal ids come before; equal ids follow each other. */
function nthAmong(ids: readonly string[], at: number): number {
  let nth = 0;
  while (nth < at && ids[at - nth - 1] === ids[at]) nth += 1;
  return nth;
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
