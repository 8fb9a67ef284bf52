import type { Alignment } from './align.ts';
import type { RepeatedScores } from './scored-run.ts';
import {
  pairedComponents,
  runComponents,
  type VarianceComponents,
  withinVariance,
  type WithinVariance,
} from './variance-components.ts';

/** A metric in some rows of an alignment. */
export interface MetricRows {
  readonly alignment: Alignment;
  readonly metric: string;
  readonly rows: Int32Array;
}

/**
 * How many scores a run has in each of the rows, and their squared deviations; null where no sample of the run has more than one score by
 * the metric. A row in which it has none has been filled, and counts as one.
 */
export function repeatsInRows({ alignment, metric, rows }: MetricRows, run: number): RepeatedScores | null {
  const repeats = alignment.runs[run]?.repeats?.get(metric);
  const places = alignment.rows[run];
  if (repeats === undefined || places === undefined) return null;
  const counts = new Float64Array(rows.length);
  const squares = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const place = places[rows[i]!]!;
    counts[i] = Math.max(1, repeats.counts[place] ?? 1);
    squares[i] = repeats.squares[place] ?? 0;
  }
  return { counts, squares };
}

/** The components of one run's scores, whose variance is given; null without repeats. */
export function componentsOfRun(where: MetricRows, run: number, variance: number | null): VarianceComponents | null {
  const within = withinRows(where, run);
  return within && variance !== null ? runComponents(variance, within) : null;
}

/** The components of the differences of two runs, whose variance is given; null unless both have repeats. */
export function componentsOfPair(where: MetricRows, a: number, b: number, variance: number | null): VarianceComponents | null {
  const left = withinRows(where, a);
  const right = left && withinRows(where, b);
  return left && right && variance !== null ? pairedComponents(variance, left, right) : null;
}

function withinRows(where: MetricRows, run: number): WithinVariance | null {
  const repeats = repeatsInRows(where, run);
  return repeats && withinVariance(repeats);
}
