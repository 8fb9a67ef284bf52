import { CompensatedSum } from '../../evaluation/aggregate.ts';
import { type IdTally, isScore, NAMED_IDS } from '../../statistics/scored-run.ts';
import type { ScoreRow } from './score-row.ts';
import type { Spool } from './spool.ts';

/** Takes one section's bytes. */
export type OpenSection = (name: string) => Spool;

interface MetricColumn {
  readonly values: Spool;
  readonly total: CompensatedSum;
  count: number;
  invalid: number;
  readonly invalidIds: string[];
  sum: number;
  n: number;
}

/** Turns rows in the order of their ids into columns: repeats are averaged, what has no score is NaN (statistics.md §1). */
export class ColumnBuilder {
  readonly metrics: readonly string[];
  rows = 0;
  readonly #columns: readonly MetricColumn[];
  readonly #ids: Spool;
  readonly #firsts: Spool;
  readonly #clusters: Spool;
  readonly #rowOf: Uint32Array | undefined;
  readonly #repeated: string[] = [];
  #repeatedCount = 0;
  #hasClusters = false;
  #group:
    { readonly id: string; readonly row: number; readonly first: number; cluster: string | null; size: number } | undefined;
  #done = new Done(0);

  /** `rowOf`, where given, is filled with the row of each sample. */
  constructor(metrics: readonly string[], open: OpenSection, rowOf?: Uint32Array) {
    this.metrics = metrics;
    this.#columns = metrics.map((_, position) => newColumn(open(`metric.${position}`)));
    this.#ids = open('ids');
    this.#firsts = open('firsts');
    this.#clusters = open('clusters');
    this.#rowOf = rowOf;
  }

  add(rows: readonly ScoreRow[]): void {
    this.#done = new Done(this.#columns.length);
    for (const row of rows) this.#add(row);
    this.#write();
  }

  end(): void {
    this.#done = new Done(this.#columns.length);
    this.#endGroup();
    this.#write();
    this.#ids.push(Buffer.from(this.rows === 0 ? '[]' : ']'));
    this.#clusters.push(Buffer.from(this.rows === 0 ? '[]' : ']'));
  }

  get hasClusters(): boolean {
    return this.#hasClusters;
  }

  get duplicates(): IdTally {
    return { count: this.#repeatedCount, ids: this.#repeated };
  }

  /** Per metric the scores that were missing. */
  get invalid(): Record<string, IdTally> {
    const tallies = this.#columns.map(({ invalid, invalidIds }): IdTally => ({ count: invalid, ids: invalidIds }));
    return named(this.metrics, tallies);
  }

  /** Per metric the mean over all samples that have a score. */
  get means(): Record<string, number> {
    const means = this.#columns.map(({ total, count }) => (count === 0 ? undefined : total.value / count));
    return named(this.metrics, means);
  }

  #add(row: ScoreRow): void {
    if (row.id !== this.#group?.id || row.row !== this.#group.row) {
      this.#endGroup();
      this.#group = { id: row.id, row: row.row, first: row.index, cluster: null, size: 0 };
    }
    this.#group.cluster ??= row.cluster;
    this.#group.size += 1;
    if (this.#rowOf !== undefined) this.#rowOf[row.index] = this.rows;
    for (const [position, column] of this.#columns.entries()) addScore(column, row.scores[position], row.id);
  }

  #endGroup(): void {
    const group = this.#group;
    if (group === undefined) return;
    this.#group = undefined;
    this.rows += 1;
    if (group.size > 1) {
      this.#repeatedCount += 1;
      if (this.#repeated.length < NAMED_IDS) this.#repeated.push(group.id);
    }
    this.#hasClusters ||= group.cluster !== null;
    this.#done.ids.push(JSON.stringify(group.id));
    this.#done.firsts.push(group.first);
    this.#done.clusters.push(JSON.stringify(group.cluster));
    for (const [position, column] of this.#columns.entries()) {
      this.#done.values[position]?.push(column.n === 0 ? NaN : column.sum / column.n);
      column.sum = 0;
      column.n = 0;
    }
  }

  #write(): void {
    const done = this.#done;
    if (done.ids.length === 0) return;
    const opening = this.rows === done.ids.length ? '[' : ',';
    this.#ids.push(Buffer.from(opening + done.ids.join(',')));
    this.#clusters.push(Buffer.from(opening + done.clusters.join(',')));
    this.#firsts.push(new Uint8Array(Uint32Array.from(done.firsts).buffer));
    for (const [position, column] of this.#columns.entries())
      column.values.push(new Uint8Array(Float64Array.from(done.values[position] ?? []).buffer));
  }
}

/** Rows that are finished and not yet written. */
class Done {
  readonly ids: string[] = [];
  readonly firsts: number[] = [];
  readonly clusters: string[] = [];
  readonly values: number[][];

  constructor(metrics: number) {
    this.values = Array.from({ length: metrics }, () => []);
  }
}

function newColumn(values: Spool): MetricColumn {
  return { values, total: new CompensatedSum(), count: 0, invalid: 0, invalidIds: [], sum: 0, n: 0 };
}

function addScore(column: MetricColumn, score: number | null | undefined, id: string): void {
  if (!isScore(score)) {
    column.invalid += 1;
    if (column.invalidIds.length < NAMED_IDS) column.invalidIds.push(id);
    return;
  }
  column.sum += score;
  column.n += 1;
  column.total.add(score);
  column.count += 1;
}

function named<Value>(names: readonly string[], values: readonly (Value | undefined)[]): Record<string, Value> {
  const fields = names.map((name, position): [string, Value | undefined] => [name, values[position]]);
  return Object.fromEntries(fields.filter((field): field is [string, Value] => field[1] !== undefined));
}
