import type { ScoredColumns } from '../../../domain/scored-columns.ts';
import type { IdTally, RepeatedScores } from '../../../statistics/scored-run.ts';
import { NAMED_IDS } from '../../../statistics/scored-run.ts';
import { ownClusters, type PathLabels } from './path-labels.ts';
import { rowsOfExamples } from './compared-ids.ts';
import { exampleCount, exampleMeans, type RunColumns } from './run-columns.ts';
import { metricNames } from './run-metrics.ts';
import { textList, textListBytes } from '../../../domain/text-list.ts';

const NO_CLUSTERS = new Uint8Array();

/** The scores of a run, its repeats averaged (statistics.md §1). `labels` are the clusters of its samples; by default those that they have themselves. */
export function scoredColumns(columns: RunColumns, labels: PathLabels | null): ScoredColumns {
  const { rows, ids, digest } = columns.compared();
  const tally = new IdTallies(rows, ids);
  const metrics = new Map<string, Float64Array>();
  const invalid = new Map<string, IdTally>();
  const repeats = new Map<string, RepeatedScores>();
  for (const [metricNo, name] of metricNames(columns.database, columns.run).entries()) {
    const scores = columns.scores(metricNo);
    const means = exampleMeans(scores, rows);
    metrics.set(name, means);
    const repeated = repeatedScores(scores, rows, means);
    if (repeated !== null) repeats.set(name, repeated);
    invalid.set(name, tally.missing(means));
  }
  const clusters = labels === null ? ownClusterColumn(columns, rows) : clusterColumn(rows, labels);
  const size = exampleCount(rows);
  const datasetRows = columns.run.source === 'job' ? rowsOfExamples(columns.datasetRows(), rows, size) : null;
  return {
    runId: columns.run.runId,
    size,
    digest,
    ids,
    datasetRows,
    metrics,
    clusters,
    invalid,
    duplicates: tally.repeated(),
    repeats,
  };
}

/** What was averaged into each example's mean; `null` where no example has more than one score. */
function repeatedScores(scores: Float64Array, rows: Int32Array, means: Float64Array): RepeatedScores | null {
  if (means.length === rows.length) return null;
  const counts = new Float64Array(means.length);
  const squares = new Float64Array(means.length);
  let isRepeated = false;
  for (let pos = 0; pos < scores.length; pos += 1) {
    const row = rows[pos] ?? 0;
    const deviation = (scores[pos] ?? NaN) - (means[row] ?? NaN);
    if (Number.isNaN(deviation)) continue;
    counts[row] = (counts[row] ?? 0) + 1;
    squares[row] = (squares[row] ?? 0) + deviation * deviation;
    isRepeated ||= counts[row] > 1;
  }
  return isRepeated ? { counts, squares } : null;
}

/** Counts examples, and names the first of their ids in the order of ids. */
class IdTallies {
  readonly #rows: Int32Array;
  readonly #bytes: Uint8Array;
  #ids: string[] | undefined;

  constructor(rows: Int32Array, ids: Uint8Array) {
    this.#rows = rows;
    this.#bytes = ids;
  }

  /** The examples of which no sample has a score. */
  missing(means: Float64Array): IdTally {
    const rows: number[] = [];
    for (const [row, mean] of means.entries()) if (Number.isNaN(mean)) rows.push(row);
    return this.#tally(rows);
  }

  /** The examples of more than one sample. */
  repeated(): IdTally {
    const counts = new Uint32Array(this.#rows.length);
    for (const row of this.#rows) counts[row] = (counts[row] ?? 0) + 1;
    const rows: number[] = [];
    for (const [row, count] of counts.entries()) if (count > 1) rows.push(row);
    return this.#tally(rows);
  }

  /** `rows` ascend. */
  #tally(rows: readonly number[]): IdTally {
    if (rows.length === 0) return { count: 0, ids: [] };
    const ids = (this.#ids ??= textList(this.#bytes));
    return { count: rows.length, ids: rows.slice(0, NAMED_IDS).map((row) => ids[row] ?? '') };
  }
}

/** The cluster of each example: that of the first of its samples that has one; `null` where none has. */
function clusterColumn(rows: Int32Array, labels: PathLabels): Uint8Array | null {
  if (labels.names.length === 0) return null;
  const clusters = new Array<string | null>(exampleCount(rows)).fill(null);
  for (const [pos, row] of rows.entries()) clusters[row] ??= labels.names[labels.ofSample[pos] ?? -1] ?? null;
  return textListBytes(clusters);
}

/** The clusters that the samples have themselves, as they were once read. */
function ownClusterColumn(columns: RunColumns, rows: Int32Array): Uint8Array | null {
  const bytes = columns.column('clusters', true, () => clusterColumn(rows, ownClusters(columns)) ?? NO_CLUSTERS);
  return bytes.byteLength === 0 ? null : bytes;
}
