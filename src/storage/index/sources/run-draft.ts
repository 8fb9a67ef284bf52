import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { failureReason, reasonNumber } from '../../../evaluation/failure-reason.ts';
import type { IndexDatabase } from '../index-database.ts';
import { RunRows } from '../index-rows.ts';
import { query, RUN_TABLES, type RunsTable } from '../index-schema.ts';
import { DRAFT_SCOPE, putRun, retireRuns, type RunRow } from '../run-rows.ts';
import { patiently } from '../thread-database.ts';
import { type ForeignRun, foreignRunRow, type RunPlace } from './foreign-run.ts';
import { repeatedFigures } from './repeated-figures.ts';
import { SampleTally } from './sample-tally.ts';
import type { StoredSample } from './stored-sample.ts';

/** Rows of one transaction: few enough that nobody waits long for it. */
const MAX_SAMPLES = 2_000;
const MAX_SCORES = 4_000;

/** Scores that are gathered, so that those of one metric are written together. */
const GATHERED_SCORES = 50_000;
const GATHERED_BYTES = 8 * 1024 * 1024;

const DELETED_ROWS = 2_000;

/** Longer than the pauses of those who wait at first. */
const PAUSE_MS = 5;

/** A draft to which nothing was added for this long belongs to a process that is gone. */
const ABANDONED_MS = 10 * 60_000;

/** A sample on its way into the index. */
export interface DraftSample {
  readonly sample: StoredSample;
  /** Where its line is; nothing where `document` has all of it. */
  readonly offset: number;
  readonly length: number;
  readonly document: string | null;
  readonly inputTokens?: number | null;
  readonly outputTokens?: number | null;
  /** Seconds. */
  readonly latency?: number | null;
}

/** The place of a run among those that are no jobs. */
export interface FolderPlace {
  readonly source: 'import' | 'themis';
  /** Its folder below the root of its source. */
  readonly origin: string;
}

/**
 * A run that goes into the index piece by piece. Nobody sees it before it is published as a whole; then it takes the place of an
 * earlier one of the same folder. Discard what is not published.
 */
export class RunDraft {
  readonly #database: IndexDatabase;
  readonly #place: FolderPlace;
  readonly #scope = `${DRAFT_SCOPE}${randomUUID()}`;
  readonly #rows = new RunRows();
  readonly #scores: RunRows['scores'] = [];
  readonly #tally = new SampleTally();
  #bytes = 0;
  #namedMetrics = 0;
  #runNo: number | undefined;

  constructor(database: IndexDatabase, place: FolderPlace) {
    this.#database = database;
    this.#place = place;
  }

  /** Whether it is time to `write`. */
  get isFull(): boolean {
    return this.#rows.samples.length >= MAX_SAMPLES || this.#scores.length >= GATHERED_SCORES || this.#bytes >= GATHERED_BYTES;
  }

  get total(): number {
    return this.#tally.total;
  }

  add({ sample, offset, length, document, ...usage }: DraftSample): void {
    const pos = this.#tally.total;
    const { id, cluster, tags = [], error } = sample;
    this.#rows.samples.push({
      pos,
      row: pos,
      replicate: 0,
      id,
      compared_id: null,
      is_failed: error === undefined ? 0 : 1,
      error_kind: error?.type ?? null,
      cluster: cluster ?? null,
      tags: tags.length === 0 ? null : JSON.stringify(tags),
      input_tokens: usage.inputTokens ?? null,
      output_tokens: usage.outputTokens ?? null,
      latency: usage.latency ?? null,
      cost: null,
      seq: -1,
      offset,
      length,
    });
    for (const tag of new Set(tags)) this.#rows.tags.push({ tag, pos });
    if (error !== undefined) this.#rows.failures.push(failureOf(pos, error));
    if (document !== null) {
      this.#rows.documents.push({ pos, document });
      this.#bytes += document.length;
    }
    this.#tally.add(sample, (metricNo, score) => {
      this.#scores.push({ metric_no: metricNo, pos, score, n: 1, failed: 0, m2: 0, offset, length });
    });
  }

  /** Writes what has come, in short transactions. */
  write(): void {
    this.#nameMetrics();
    if (this.#tally.metricCount > 1) this.#scores.sort((a, b) => a.metric_no - b.metric_no || a.pos - b.pos);
    for (let at = 0; at === 0 || at < this.#scores.length; at += MAX_SCORES) {
      for (const score of this.#scores.slice(at, at + MAX_SCORES)) this.#rows.scores.push(score);
      inTurn(this.#database, () => {
        this.#rows.write(this.#database, this.#touched());
      });
      this.#rows.clear();
    }
    this.#scores.length = 0;
    this.#bytes = 0;
  }

  /**
   * Shows the run, with all that came, in place of the one that its folder was before. `settle` is called in the same
   * transaction, with the names of both.
   */
  publish(run: ForeignRun, place: RunPlace, settle: SettleNames = () => undefined): void {
    this.write();
    const { total, scored, failed, means, spreads } = this.#tally;
    const figures = { total, scored, failed, means, spreads, ...repeatedFigures(this.#database, this.#touched(), spreads) };
    const row = foreignRunRow(run, figures, place);
    const replaced = inTurn(this.#database, () => {
      const earlier = unlist(this.#database, this.#place);
      this.#database.run(query.updateTable('runs').set(row).where('run_no', '=', this.#touched()));
      settle(this.#database, earlier === undefined ? [run.name] : [run.name, earlier.name]);
      return earlier;
    });
    if (replaced !== undefined) removeGradually(this.#database, replaced.run_no);
  }

  discard(): void {
    if (this.#runNo !== undefined) removeGradually(this.#database, this.#runNo);
  }

  #nameMetrics(): void {
    const names = [...this.#tally.metricNames].slice(this.#namedMetrics);
    for (const [at, name] of names.entries())
      this.#rows.metrics.push({ metric_no: this.#namedMetrics + at, name, description: null, kind: null });
    this.#namedMetrics += names.length;
  }

  /** The number of its row, which says when it was last written to. */
  #touched(): number {
    const row = draftRow(this.#scope, this.#place);
    this.#runNo = putRun(this.#database, row, 'keep');
    return this.#runNo;
  }
}

/** What the index knows of the run of a folder. */
export type ListedRun = Pick<Selectable<RunsTable>, 'run_no' | 'name' | 'stamp' | 'digest' | 'status'>;

/** Is told the names of runs that are shown or gone since. */
export type SettleNames = (database: IndexDatabase, names: readonly string[]) => void;

/** The run of a folder as it is listed. */
export function listedRun(database: IndexDatabase, { source, origin }: FolderPlace): ListedRun | undefined {
  return database.first(
    query
      .selectFrom('runs')
      .select(['run_no', 'name', 'stamp', 'digest', 'status'])
      .where('scope', '=', '')
      .where('source', '=', source)
      .where('origin', '=', origin)
      .where('step_index', '=', -1),
  );
}

/** Takes the run of a folder out of the lists, at once; its rows stay until they are swept. Returns what it was. */
export function unlist(database: IndexDatabase, place: FolderPlace): ListedRun | undefined {
  const listed = listedRun(database, place);
  if (listed === undefined) return undefined;
  retireRuns(database, [listed.run_no]);
  return listed;
}

/** Removes the rows of runs that were taken out of the lists, and of drafts whose process is gone. Returns whether all could be removed in time. */
export function sweepDrafts(database: IndexDatabase, isTimeOver: () => boolean = () => false, nowMs = Date.now()): boolean {
  const drafts = database.all(
    query
      .selectFrom('runs')
      .select('run_no')
      .where('scope', '>', DRAFT_SCOPE)
      .where('scope', '<', `${DRAFT_SCOPE}~`)
      .where('instant', '<', nowMs - ABANDONED_MS),
  );
  return drafts.every(({ run_no: runNo }) => removeGradually(database, runNo, isTimeOver));
}

/**
 * One transaction, which waits for other writers as long as it has to; a pause after it lets them in, since SQLite lets whoever comes
 * first write, and those who wait only look from time to time.
 */
export function inTurn<Result>(database: IndexDatabase, work: () => Result): Result {
  const startMs = performance.now();
  const result = patiently(() => database.transaction(work));
  const pauseMs = Math.min(PAUSE_MS, performance.now() - startMs);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  return result;
}

/** The columns that, after the run's number, tell the rows of a table apart. */
const KEYS = {
  samples: 'pos',
  scores: 'metric_no, pos',
  looks: 'pos, metric_no, look',
  failures: 'pos, metric_no, look',
  metrics: 'metric_no',
  tags: 'tag, pos',
  columns: 'name',
  documents: 'pos',
} as const satisfies Record<(typeof RUN_TABLES)[number], string>;

/** Whether all of a run could be removed in time. */
function removeGradually(database: IndexDatabase, runNo: number, isTimeOver: () => boolean = () => false): boolean {
  for (const table of RUN_TABLES) {
    const keys = `SELECT ${KEYS[table]} FROM ${table} WHERE run_no = ?1 LIMIT ${DELETED_ROWS}`;
    const text = `DELETE FROM ${table} WHERE run_no = ?1 AND (${KEYS[table]}) IN (${keys})`;
    let removed = DELETED_ROWS;
    while (removed === DELETED_ROWS) {
      if (isTimeOver()) return false;
      removed = inTurn(database, () => Number(database.statement(text).run(runNo).changes));
    }
  }
  inTurn(database, () => database.run(query.deleteFrom('runs').where('run_no', '=', runNo)));
  return true;
}

function failureOf(pos: number, { type, message }: NonNullable<StoredSample['error']>): RunRows['failures'][number] {
  const { key } = failureReason({ type, message });
  return { pos, metric_no: -1, look: 0, type, message, reason: reasonNumber(key), seq: -1 };
}

function draftRow(scope: string, { source, origin }: FolderPlace): RunRow {
  const nothing = { label: null, kind: null, project: null, program: null, prompt: null, model: null, dataset: null };
  return {
    ...nothing,
    scope,
    run_id: '',
    source,
    origin,
    step_index: -1,
    is_listed: 0,
    hide_key: '',
    experiment_id: '',
    status: 'in_progress',
    instant: Date.now(),
    created_at: null,
    name: '',
    search: '',
    num_samples: 0,
    total_samples: 0,
    failed_samples: 0,
    metrics: '{}',
    spreads: '{}',
    figures: null,
    metadata: '{}',
    stamp: '',
    digest: '',
  };
}
