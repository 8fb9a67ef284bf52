import { alignedColumn, type Alignment, type MissingPolicy } from './align.ts';
import { idTally, isScore, type IdTally, type ScoredRun } from './scored-run.ts';

/** One metric of all aligned runs. */
export interface MetricColumns {
  readonly metric: string;
  /** A column a run, NaN where it has no valid score. */
  readonly columns: readonly Float64Array[];
  /** The scores that each run's data had dropped. */
  readonly invalid: readonly IdTally[];
  /** The rows in which every run has a score. */
  readonly commonRows: Int32Array;
}

/** Takes one metric out of the aligned runs, with the sample set that all of them share. */
export function metricColumns(alignment: Alignment, metric: string, missing: MissingPolicy): MetricColumns {
  const columns = alignment.runs.map((_, run) => alignedColumn(alignment, run, metric, missing));
  const invalid = alignment.runs.map((run) => run.invalid?.get(metric) ?? missingScores(run, metric));
  return { metric, columns, invalid, commonRows: rowsInAll(columns, alignment.ids.length) };
}

function rowsInAll(columns: readonly Float64Array[], size: number): Int32Array {
  const rows = new Int32Array(size);
  let n = 0;
  for (let row = 0; row < size; row += 1) {
    let complete = true;
    for (const column of columns) if (Number.isNaN(column[row]!)) complete = false;
    if (complete) rows[n++] = row;
  }
  return rows.subarray(0, n);
}

function missingScores(run: ScoredRun, metric: string): IdTally {
  const column = run.metrics.get(metric);
  return idTally(run.ids.filter((_, i) => !isScore(column?.[i])));
}
