import { InvalidComparisonError } from './invalid-comparison.ts';
import { byCodeUnit, idTally, type IdTally, isScore, type ScoredRun } from './scored-run.ts';

/** Several runs put side by side: row u of every column is the sample `ids[u]`. */
export interface Alignment {
  readonly runs: readonly ScoredRun[];
  /** Every id that any run has, ascending by code unit, as often as the run that has it most often. */
  readonly ids: readonly string[];
  /** For each run, where a row is in its own columns; −1 where the run does not have the sample. */
  readonly rows: readonly Int32Array[];
}

/**
 * Joins the runs on their sample ids, once for all metrics and pairs, by merging (statistics.md §1): of equal ids those of
 * the same row, where the runs are of one dataset, else the n-th of one run with the n-th of another (§35). Throws where the ids of a run do not ascend by code unit.
 *
 * @example alignRuns([runA, runB]).ids // ['s1', 's2', 's3']
 */
export function alignRuns(runs: readonly ScoredRun[]): Alignment {
  for (const run of new Map(runs.map((run) => [run.ids, run])).values()) assertAscending(run);
  const ids = runs.map((run) => run.ids).reduce(merged, []);
  const rows = runs.map((run) => rowsOf(run.ids, ids));
  if (runs.every(({ datasetRows }) => datasetRows !== undefined)) joinByRow(runs, ids, rows);
  return { runs, ids, rows };
}

/** Puts the samples of each id that comes again beside those of the same row of the dataset. */
function joinByRow(runs: readonly ScoredRun[], ids: readonly string[], rows: readonly Int32Array[]): void {
  const order = [...runs.keys()].sort((i, j) => byCodeUnit(runs[i]!.runId, runs[j]!.runId));
  for (let start = 0, end = 1; start < ids.length; start = end, end += 1) {
    while (end < ids.length && ids[end] === ids[start]) end += 1;
    if (end === start + 1) continue;
    const [from, to] = [start, end];
    const groups = rows.map((column) => column.subarray(from, to));
    const leader = order.find((run) => groups[run]!.every((row) => row >= 0));
    if (leader === undefined) continue;
    const places = Array.from(groups[leader]!, (row) => runs[leader]!.datasetRows![row]!);
    for (const run of order) if (run !== leader) place(groups[run]!, places, runs[run]!.datasetRows!);
  }
}

/** Moves the samples of one id to the places of their dataset rows; those whose row is not among them, to the places that are left. */
function place(group: Int32Array, places: readonly number[], datasetRows: Int32Array): void {
  const samples = Array.from(group).filter((sample) => sample >= 0);
  const strangers = samples.filter((sample) => !places.includes(datasetRows[sample]!));
  const known = new Map(samples.map((sample) => [datasetRows[sample]!, sample]));
  places.forEach((row, at) => (group[at] = known.get(row) ?? strangers.shift() ?? -1));
}

/**
 * A metric's values of one run in the rows of the alignment: NaN where there is none. A sample that the run has without a valid score
 * counts as `missing`, which may be NaN; one that the run never had stays out.
 */
export function alignedColumn(alignment: Alignment, run: number, metric: string, missing = NaN): Float64Array {
  const column = alignment.runs[run]?.metrics.get(metric);
  const rows = alignment.rows[run];
  const aligned = new Float64Array(alignment.ids.length).fill(NaN);
  if (!column || !rows) return aligned;
  for (let u = 0; u < aligned.length; u += 1) {
    const row = rows[u]!;
    if (row < 0) continue;
    const value = column[row]!;
    aligned[u] = isScore(value) ? value : missing;
  }
  return aligned;
}

function assertAscending(run: ScoredRun): void {
  for (let i = 1; i < run.ids.length; i += 1) {
    if (run.ids[i - 1]! > run.ids[i]!)
      throw new InvalidComparisonError(`The sample ids of run ${run.runId} must ascend by code unit; look at "${run.ids[i]}".`);
  }
}

function merged(left: readonly string[], right: readonly string[]): readonly string[] {
  if (left.length === 0 || left === right) return right;
  const result: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i]!;
    const b = right[j]!;
    result.push(a <= b ? a : b);
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  for (; i < left.length; i += 1) result.push(left[i]!);
  for (; j < right.length; j += 1) result.push(right[j]!);
  return result;
}

function rowsOf(ids: readonly string[], all: readonly string[]): Int32Array {
  if (ids === all) return firstRows(ids.length);
  const rows = new Int32Array(all.length).fill(-1);
  let i = 0;
  for (let u = 0; u < all.length && i < ids.length; u += 1) {
    if (ids[i] !== all[u]) continue;
    rows[u] = i;
    i += 1;
  }
  return rows;
}

/** One metric of all aligned runs. */
export interface MetricColumns {
  readonly metric: string;
  /** A column a run, NaN where it has no valid score. */
  readonly columns: readonly Float64Array[];
  /** For each run, its samples without a valid score. */
  readonly invalid: readonly IdTally[];
  /** The rows in which every run has a score. */
  readonly commonRows: Int32Array;
}

/** One metric of the aligned runs, with the rows that all of them share; `missing` as in `alignedColumn`. */
export function metricColumns(alignment: Alignment, metric: string, missing = NaN): MetricColumns {
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

/** Two runs' valid scores of one metric over the samples that both have. */
export interface PairedScores {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** The rows of the alignment that the scores come from. */
  readonly rows: Int32Array;
}

/**
 * The inner join of two aligned columns: rows in which neither is NaN (statistics.md §1). Columns that are complete are given back as they are.
 *
 * @example pairedScores(new Float64Array([1, NaN]), new Float64Array([0, 1])) // a: [1], b: [0], rows: [0]
 */
export function pairedScores(columnA: Float64Array, columnB: Float64Array): PairedScores {
  const size = columnA.length;
  if (isComplete(columnA) && isComplete(columnB)) return { a: columnA, b: columnB, rows: firstRows(size) };
  const a = new Float64Array(size);
  const b = new Float64Array(size);
  const rows = new Int32Array(size);
  let n = 0;
  for (let row = 0; row < size; row += 1) {
    const left = columnA[row]!;
    const right = columnB[row]!;
    if (Number.isNaN(left) || Number.isNaN(right)) continue;
    a[n] = left;
    b[n] = right;
    rows[n] = row;
    n += 1;
  }
  return { a: a.subarray(0, n), b: b.subarray(0, n), rows: rows.subarray(0, n) };
}

function firstRows(size: number): Int32Array {
  const rows = new Int32Array(size);
  for (let row = 0; row < size; row += 1) rows[row] = row;
  return rows;
}

function isComplete(column: Float64Array): boolean {
  for (const score of column) if (Number.isNaN(score)) return false;
  return true;
}
