import type { InferResult } from 'kysely';
import type { IndexDatabase } from '../index-database.ts';
import { DRAFT_SCOPE } from '../run-rows.ts';
import { textsOf } from './placed-samples.ts';
import type { ReadableRun } from './readable-run.ts';
import { firstWithin, sampleRows, trialFailure } from './sample-rows.ts';
import { searchedText, type SearchedText } from './searched-text.ts';
import { identityOf, IDENTIFIED_RUNS, removeTexts, type TextProgress } from './text-database.ts';
import { TextFaultError, TextWriter } from './text-writer.ts';

/** Samples of one transaction, and bytes of their lines. */
const BATCH = 500;
const BATCH_BYTES = 16 * 1024 * 1024;

/** Texts that are removed in one transaction. */
const REMOVED = 2_000;

export type TextRun = InferResult<typeof TEXT_RUNS>[number];

export interface TextSource {
  readonly database: IndexDatabase;
  readonly textPath: string;
  /** The file of a run's texts; `null` where the index has them itself, `undefined` where this process can't know. */
  readonly fileOf: (run: TextRun) => string | null | undefined;
  /** Asked after each transaction. */
  readonly isTimeOver: () => boolean;
}

/** The newest first. */
const TEXT_RUNS = IDENTIFIED_RUNS.leftJoin('jobs as j', (join) =>
  join.onRef('j.scope', '=', 'r.scope').onRef('j.job_id', '=', 'r.origin'),
)
  .select(['r.total_samples', 'r.status', 'j.next_seq'])
  .where('r.scope', 'not like', `${DRAFT_SCOPE}%`)
  .orderBy('r.instant', 'desc')
  .orderBy('r.run_no', 'desc');

/**
 * Brings the index of texts on, in short transactions, and can be stopped and called again at any time. Returns whether there is
 * nothing left to do. An index of texts that is damaged is made anew. Throws what the index throws.
 */
export function indexTexts(source: TextSource): boolean {
  let writer: TextWriter | undefined;
  try {
    writer = new TextWriter(source.textPath);
    return new TextWork(source, writer).run();
  } catch (error) {
    if (!(error instanceof TextFaultError)) throw error;
    if (error.fault === 'damaged') removeTexts(source.textPath);
    // Where it can't be written there is no use in trying again at once.
    return error.fault === 'unwritable';
  } finally {
    writer?.close();
  }
}

class TextWork {
  readonly #source: TextSource;
  readonly #writer: TextWriter;
  readonly #progress: Map<number, TextProgress>;

  constructor(source: TextSource, writer: TextWriter) {
    this.#source = source;
    this.#writer = writer;
    this.#progress = writer.progress();
  }

  run(): boolean {
    const { database } = this.#source;
    const runs = database.all(TEXT_RUNS);
    const identities = new Map(runs.map((run) => [run.run_no, identityOf(run)]));
    for (const progress of [...this.#progress.values()])
      if (identities.get(progress.run_no) !== progress.identity && !this.#removed(progress)) return false;
    return runs.every((run) => this.#indexed(run, identities.get(run.run_no) ?? ''));
  }

  /** Whether all texts of a run that is gone or another one now could be removed in time. */
  #removed(progress: TextProgress): boolean {
    for (let done = progress.done; ; done -= REMOVED) {
      this.#writer.remove({ ...progress, done }, REMOVED);
      if (done <= REMOVED) break;
      if (this.#source.isTimeOver()) return false;
    }
    this.#progress.delete(progress.run_no);
    return !this.#source.isTimeOver();
  }

  /** Whether a run could be brought to its end in time. */
  #indexed(run: TextRun, identity: string): boolean {
    const file = this.#source.fileOf(run);
    if (file === undefined) return true;
    const readable: ReadableRun = { runNo: run.run_no, runId: run.run_id, source: run.source, file, stamp: run.stamp };
    const start: TextProgress = { run_no: run.run_no, identity, done: 0, settled: -1 };
    let known = this.#progress.get(run.run_no);
    while ((known?.done ?? 0) < run.total_samples) {
      const texts = this.#batch(readable, known?.done ?? 0);
      if (texts.length === 0) break;
      const next = { ...(known ?? start), done: (known?.done ?? 0) + texts.length };
      this.#writer.put(known, next, texts);
      known = next;
      if (this.#source.isTimeOver()) return false;
    }
    return known === undefined || this.#settled(run, readable, known);
  }

  /** Takes trials that had failed, and have come once more, once a job has ended. Returns whether there was time for all. */
  #settled({ status, next_seq: nextSeq }: TextRun, run: ReadableRun, known: TextProgress): boolean {
    if (run.source !== 'job' || status === 'in_progress' || nextSeq === null || known.settled === nextSeq) return true;
    const failed = this.#writer.failed(run.runNo);
    const changed = sampleRows(this.#source.database, run.runNo, [...failed.keys()])
      .filter(({ pos, seq }) => failed.get(pos) !== seq)
      .map(({ pos }) => pos);
    for (let at = 0; at < changed.length; at += BATCH) {
      this.#writer.put(known, known, this.#texts(run, changed.slice(at, at + BATCH)));
      if (this.#source.isTimeOver()) return false;
    }
    this.#writer.put(known, { ...known, settled: nextSeq }, []);
    return true;
  }

  #batch(run: ReadableRun, from: number): SearchedText[] {
    const positions = Array.from({ length: BATCH }, (_, at) => from + at);
    return this.#texts(run, firstWithin(this.#source.database, run.runNo, positions, BATCH_BYTES));
  }

  #texts(run: ReadableRun, positions: readonly number[]): SearchedText[] {
    const { database } = this.#source;
    const rows = sampleRows(database, run.runNo, positions);
    const texts = textsOf(database, run, rows);
    return rows.flatMap((row, at) => {
      const text = texts[at];
      const failure = row.is_failed === 1 ? trialFailure(database, run.runNo, row.pos) : undefined;
      return text === undefined ? [] : [searchedText(row, text, failure)];
    });
  }
}
