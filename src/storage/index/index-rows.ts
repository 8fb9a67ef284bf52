import type { SQLInputValue } from 'node:sqlite';
import type { Insertable } from 'kysely';
import type { IndexDatabase } from './index-database.ts';
import type {
  DocumentsTable,
  FailuresTable,
  LooksTable,
  MarksTable,
  MetricsTable,
  SamplesTable,
  ScoresTable,
  TagsTable,
} from './index-schema.ts';

/** A table that rows are written to by the thousand, with its columns in the order in which their values are bound. */
interface WrittenTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A row of one of these tables, without the run that it belongs to. */
type Row<Table> = Omit<Table, 'run_no'>;

const LOOKS = {
  name: 'looks',
  columns: ['pos', 'metric_no', 'look', 'score', 'offset', 'length'] satisfies (keyof Row<LooksTable>)[],
} as const;
const FAILURES = {
  name: 'failures',
  columns: ['pos', 'metric_no', 'look', 'type', 'message', 'reason', 'seq'] satisfies (keyof Row<FailuresTable>)[],
} as const;
const METRICS = {
  name: 'metrics',
  columns: ['metric_no', 'name', 'description', 'kind'] satisfies (keyof Row<MetricsTable>)[],
} as const;
const TAGS = {
  name: 'tags',
  columns: ['tag', 'pos'] satisfies (keyof Row<TagsTable>)[],
} as const;
const DOCUMENTS = {
  name: 'documents',
  columns: ['pos', 'document'] satisfies (keyof Row<DocumentsTable>)[],
} as const;

/**
 * Rows of one run on their way into the index. They are written together, in one transaction of the caller's; a row with the key
 * of an earlier one takes its place.
 */
export class RunRows {
  readonly samples: Row<SamplesTable>[] = [];
  readonly scores: Row<ScoresTable>[] = [];
  readonly looks: Row<LooksTable>[] = [];
  readonly failures: Row<FailuresTable>[] = [];
  readonly metrics: Row<MetricsTable>[] = [];
  readonly tags: Row<TagsTable>[] = [];
  readonly documents: Row<DocumentsTable>[] = [];
  /** New ids under which samples are compared that are there already. */
  readonly comparedIds: { readonly pos: number; readonly comparedId: string }[] = [];

  /** Samples that are made again: what was said of them goes. */
  readonly #forgotten = new Set<number>();
  readonly #forgottenFailures: FailurePlace[] = [];

  /** Takes back all that was said of a sample, here and in the index; what is added from now on stays. */
  forget(pos: number): void {
    this.#forgotten.add(pos);
    for (const rows of [this.samples, this.scores, this.looks, this.failures, this.tags, this.documents])
      removeWhere<{ readonly pos: number }>(rows, (row) => row.pos === pos);
  }

  /** Takes back that a look failed. */
  forgetFailure(place: FailurePlace): void {
    this.#forgottenFailures.push(place);
    const { pos, metric_no: metricNo, look } = place;
    removeWhere(this.failures, (row) => row.pos === pos && row.metric_no === metricNo && row.look === look);
  }

  get size(): number {
    return this.samples.length + this.scores.length + this.documents.length;
  }

  /** Writes all rows. They stay until `clear`, so that a write that failed can be tried again. */
  write(database: IndexDatabase, runNo: number): void {
    for (const pos of this.#forgotten) removeSample(database, runNo, pos);
    for (const place of this.#forgottenFailures) removeFailure(database, runNo, place);
    writeSamples(database, runNo, this.samples);
    writeTable(database, METRICS, runNo, this.metrics);
    writeScores(database, runNo, this.scores);
    writeTable(database, LOOKS, runNo, this.looks);
    writeTable(database, FAILURES, runNo, this.failures);
    writeTable(database, TAGS, runNo, this.tags);
    writeTable(database, DOCUMENTS, runNo, this.documents);
    const update = database.statement('UPDATE samples SET compared_id = ? WHERE run_no = ? AND pos = ?');
    for (const { pos, comparedId } of this.comparedIds) update.run(comparedId, runNo, pos);
  }

  clear(): void {
    for (const rows of [
      this.samples,
      this.scores,
      this.looks,
      this.failures,
      this.metrics,
      this.tags,
      this.documents,
      this.comparedIds,
    ])
      rows.length = 0;
    this.#forgotten.clear();
    this.#forgottenFailures.length = 0;
  }
}

type FailurePlace = Pick<FailuresTable, 'pos' | 'metric_no' | 'look'>;

function removeWhere<Row>(rows: Row[], isGone: (row: Row) => boolean): void {
  if (!rows.some(isGone)) return;
  const kept = rows.filter((row) => !isGone(row));
  rows.splice(0, rows.length, ...kept);
}

/** Removes what was said of a sample, beside its own row, which the new one replaces. */
function removeSample(database: IndexDatabase, runNo: number, pos: number): void {
  const sample = database.statement('SELECT tags FROM samples WHERE run_no = ? AND pos = ?').get(runNo, pos);
  const tags = typeof sample?.tags === 'string' ? (JSON.parse(sample.tags) as string[]) : [];
  for (const tag of tags) database.statement('DELETE FROM tags WHERE run_no = ? AND tag = ? AND pos = ?').run(runNo, tag, pos);
  const ofRun = '(SELECT metric_no FROM metrics WHERE run_no = ?)';
  database.statement(`DELETE FROM scores WHERE run_no = ? AND metric_no IN ${ofRun} AND pos = ?`).run(runNo, runNo, pos);
  database.statement('DELETE FROM looks WHERE run_no = ? AND pos = ?').run(runNo, pos);
  database.statement('DELETE FROM failures WHERE run_no = ? AND pos = ?').run(runNo, pos);
}

function removeFailure(database: IndexDatabase, runNo: number, { pos, metric_no: metricNo, look }: FailurePlace): void {
  database
    .statement('DELETE FROM failures WHERE run_no = ? AND pos = ? AND metric_no = ? AND look = ?')
    .run(runNo, pos, metricNo, look);
}

/** Writes events of a job that are neither trials nor scorings. */
export function writeMarks(database: IndexDatabase, marks: readonly Insertable<MarksTable>[]): void {
  const statement = database.statement('INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { scope, job_id: jobId, seq, step_index: stepIndex, type, offset, length } of marks)
    statement.run(scope, jobId, seq, stepIndex, type, offset, length);
}

// Nearly all rows are samples and scores: each of their fields is named, which is several times as fast as going by a list.

function writeSamples(database: IndexDatabase, runNo: number, rows: readonly Row<SamplesTable>[]): void {
  const statement = database.statement(
    'INSERT OR REPLACE INTO samples (run_no, pos, "row", replicate, id, compared_id, is_failed, error_kind, cluster, tags, ' +
      'input_tokens, output_tokens, latency, cost, seq, offset, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const row of rows) {
    statement.run(
      runNo,
      row.pos,
      row.row,
      row.replicate,
      row.id,
      row.compared_id,
      row.is_failed,
      row.error_kind,
      row.cluster,
      row.tags,
      row.input_tokens,
      row.output_tokens,
      row.latency,
      row.cost,
      row.seq,
      row.offset,
      row.length,
    );
  }
}

function writeScores(database: IndexDatabase, runNo: number, rows: readonly Row<ScoresTable>[]): void {
  const statement = database.statement(
    'INSERT OR REPLACE INTO scores (run_no, metric_no, pos, score, n, failed, m2, offset, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const row of rows)
    statement.run(runNo, row.metric_no, row.pos, row.score, row.n, row.failed, row.m2, row.offset, row.length);
}

function writeTable(database: IndexDatabase, { name, columns }: WrittenTable, runNo: number, rows: readonly object[]): void {
  if (rows.length === 0) return;
  const statement = database.statement(insertText(name, columns));
  const values = new Array<SQLInputValue>(columns.length + 1);
  values[0] = runNo;
  for (const row of rows as readonly Readonly<Record<string, SQLInputValue>>[]) {
    for (let at = 0; at < columns.length; at += 1) values[at + 1] = row[columns[at] ?? ''] ?? null;
    statement.run(...values);
  }
}

function insertText(table: string, columns: readonly string[]): string {
  const names = ['run_no', ...columns].map((name) => `"${name}"`).join(', ');
  return `INSERT OR REPLACE INTO ${table} (${names}) VALUES (?${', ?'.repeat(columns.length)})`;
}
