import { LRUCache } from 'lru-cache';
import type { Job } from '../../domain/job.ts';
import type { ModelUse } from '../../domain/job-store.ts';
import type { JobPage, JobQuery } from '../../domain/list-query.ts';
import type { FileState } from '../../files/file-state.ts';
import type { AssayIndex } from './assay-index.ts';
import type { IndexDatabase } from './index-database.ts';
import { query } from './index-schema.ts';
import { jobRowPage } from './job-page.ts';
import { jobRow, NO_LOG, retireRuns } from './run-rows.ts';

const MAX_PARSED = 10_000;

/** Beside `max`, SQLite takes the other columns from the row that has it. */
const MODEL_USES = `
  SELECT model, count(*) AS used, lastUsed FROM (
    SELECT model, started_at AS lastUsed, instant FROM jobs WHERE scope = ?
    UNION ALL
    SELECT proposer, started_at, instant FROM (
      SELECT model, started_at, instant, document ->> '$.spec.proposerModel' AS proposer
      FROM jobs WHERE scope = ? AND kind = 'optimize'
    ) WHERE proposer IS NOT NULL AND proposer <> model
  ) GROUP BY model ORDER BY max(instant) DESC, model`;

interface ParsedJob {
  readonly document: string;
  readonly job: Job;
}

/** What the index knows of a job's files. */
export interface KnownJob {
  readonly jobId: string;
  readonly status: Job['status'];
  /** The state of the manifest that it was read from. */
  readonly stamp: string;
}

/** How much of a job's log is in the index. */
export interface KnownLog {
  /** The state of the log that is in it; `null` while it is not known to be whole. */
  readonly stamp: string | null;
  readonly nextSeq: number;
  /** Bytes. */
  readonly bytes: number;
  /** The file that it was when it was read. */
  readonly inode: string | null;
}

/** The jobs of one projects root, in the index. */
export class JobTable {
  readonly scope: string;
  readonly #index: AssayIndex;
  /** Jobs are immutable, and parsed again only when their row has changed. */
  readonly #parsed = new LRUCache<string, ParsedJob>({ max: MAX_PARSED });

  constructor(index: AssayIndex, scope: string) {
    this.#index = index;
    this.scope = scope;
  }

  /** All jobs that it has, by their files. */
  known(): readonly KnownJob[] {
    const rows = this.#index.read((database) =>
      database.all(query.selectFrom('jobs').select(['job_id', 'status', 'stamp']).where('scope', '=', this.scope)),
    );
    return rows.map(({ job_id: jobId, status, stamp }) => ({ jobId, status: status as Job['status'], stamp }));
  }

  /** A job as it is shown. */
  find(jobId: string): Job | undefined {
    const row = this.#index.read((database) =>
      database.first(query.selectFrom('jobs').select('document').where('scope', '=', this.scope).where('job_id', '=', jobId)),
    );
    return row && this.#jobOf(jobId, row.document);
  }

  log(jobId: string): KnownLog | undefined {
    const row = this.#index.read((database) =>
      database.first(
        query
          .selectFrom('jobs')
          .select(['log_stamp', 'log_inode', 'next_seq', 'log_bytes'])
          .where('scope', '=', this.scope)
          .where('job_id', '=', jobId),
      ),
    );
    return row && { stamp: row.log_stamp, inode: row.log_inode, nextSeq: row.next_seq, bytes: row.log_bytes };
  }

  /** Takes a job as it is shown. Returns whether the index has it now. */
  put(job: Job, stamp: string): boolean {
    const { scope, job_id: jobId, ...changes } = { ...jobRow(this.scope, job), stamp };
    return this.#index.write((database) => {
      const insert = query.insertInto('jobs').values({ scope, job_id: jobId, ...NO_LOG, ...changes });
      database.run(insert.onConflict((conflict) => conflict.columns(['scope', 'job_id']).doUpdateSet(changes)));
    });
  }

  /** The jobs whose log is not known to be whole in the index. */
  behind(): readonly string[] {
    const rows = this.#index.read((database) =>
      database.all(query.selectFrom('jobs').select('job_id').where('scope', '=', this.scope).where('log_stamp', 'is', null)),
    );
    return rows.map(({ job_id: jobId }) => jobId);
  }

  /** Notes that the log is in the index, as far as it was in this state. */
  setLog(jobId: string, log: FileState | undefined): boolean {
    return this.#index.write((database) => noteLog(database, this.scope, jobId, log));
  }

  /** Removes a job with its runs. */
  remove(jobId: string): boolean {
    return this.#index.write((database) => {
      const runs = database.all(
        query
          .selectFrom('runs')
          .select('run_no')
          .where('scope', '=', this.scope)
          .where('source', '=', 'job')
          .where('origin', '=', jobId),
      );
      retireRuns(
        database,
        runs.map(({ run_no: runNo }) => runNo),
      );
      database.run(query.deleteFrom('marks').where('scope', '=', this.scope).where('job_id', '=', jobId));
      database.run(query.deleteFrom('jobs').where('scope', '=', this.scope).where('job_id', '=', jobId));
    });
  }

  /** A page of the jobs that match. Throws `unusable_request` for a cursor that this list did not give out. */
  page(asked: JobQuery): JobPage {
    const { rows, nextCursor } = this.#index.read((database) => jobRowPage(database, this.scope, asked));
    return { jobs: rows.map(({ job_id: jobId, document }) => this.#jobOf(jobId, document)), nextCursor };
  }

  /** See `JobStore.modelUses`. */
  modelUses(): readonly ModelUse[] {
    return this.#index.read((database) => database.statement(MODEL_USES).all(this.scope, this.scope)) as unknown as ModelUse[];
  }

  #jobOf(jobId: string, document: string): Job {
    const known = this.#parsed.get(jobId);
    if (known?.document === document) return known.job;
    const job = JSON.parse(document) as Job;
    this.#parsed.set(jobId, { document, job });
    return job;
  }
}

/** Notes that the log of a job is in the index, as far as it was in this state. */
export function noteLog(database: IndexDatabase, scope: string, jobId: string, log: FileState | undefined): void {
  const state = { log_stamp: logStamp(log), log_inode: log === undefined ? null : String(log.inode) };
  database.run(query.updateTable('jobs').set(state).where('scope', '=', scope).where('job_id', '=', jobId));
}

/** The state of a log, as the index has it; a log that is missing has one too. */
export function logStamp(log: FileState | undefined): string {
  return log?.stamp ?? 'missing';
}
