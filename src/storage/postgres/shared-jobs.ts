import type { Clock } from '../../domain/clock.ts';
import { AssayError, JobNotFoundError, JobTakenError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { isSettled, type Job, type JobStatus } from '../../domain/job.ts';
import { fromManifest, toManifest } from '../../domain/job-manifest.ts';
import { experimentIdOf } from '../../domain/run-of-job.ts';
import { secondsAtWork } from '../../domain/work-time.ts';
import { documentText } from '../../files/durable-file.ts';
import { isJobId } from '../file/job-folder.ts';
import type { PostgresDatabase, Queries } from './postgres-database.ts';
import { deleteDocumentsOf } from './shared-documents.ts';

/** A job as the database has it. */
export interface StoredJob {
  readonly job: Job;
  /** The text of its `manifest.json`. */
  readonly manifest: string;
  /** The text of its `summary.json`; `null` where there is none. */
  readonly summary: string | null;
  /** Another one whenever its record is. */
  readonly version: number;
  /** Another one for a job that is made anew under the id of one that was deleted. */
  readonly generation: number;
  /** How many events its log has. */
  readonly events: number;
  /** Whether a process has it, to run it or to end it. */
  readonly isHeld: boolean;
}

interface JobRow {
  readonly [column: string]: unknown;
  readonly manifest: string;
  readonly summary: string | null;
  readonly version: number;
  readonly status: JobStatus;
  readonly generation: number;
  readonly events: number;
  readonly token: number | null;
}

/**
 * The turn, in SQL, of a job of experiment `$3` that comes to wait now. Each experiment's jobs take one turn after another, from the turn that is next
 * in all: so experiments alternate, however many jobs one of them has, and none waits for ever.
 */
const TURN = `greatest(
  (SELECT coalesce(min(turn) FILTER (WHERE status = 'queued'), max(turn), 0) FROM assay_jobs WHERE status IN ('queued', 'running') AND NOT is_deleted),
  (SELECT coalesce(max(turn) + 1, 0) FROM assay_jobs WHERE status IN ('queued', 'running') AND NOT is_deleted AND experiment = $3)
)`;

/** Bytes of events that are read at once, and the most of them. */
const PAGE_BYTES = 1_000_000;
const PAGE_EVENTS = 5_000;

/**
 * Jobs and their events in the database of shared storage, and which of them this process may write. The right to write a job is a token, which
 * every write carries: a process whose job was given to another writes nothing any more, whatever it believes.
 *
 * Methods throw `unavailable` where the database is away, `job_not_found`, and `illegal_move` for a job that another process has.
 */
export class SharedJobs {
  /** Under which this process holds jobs. */
  readonly processId: string;
  readonly #database: PostgresDatabase;
  readonly #clock: Clock;
  readonly #tokens: Map<string, number>;

  /** `processId` is a UUID of this process alone, and `held` what it has already. */
  constructor(database: PostgresDatabase, processId: string, clock: Clock, held: ReadonlyMap<string, number> = new Map()) {
    this.#tokens = new Map(held);
    this.#database = database;
    this.processId = processId;
    this.#clock = clock;
  }

  /** The jobs that this process holds, with their tokens. */
  get held(): ReadonlyMap<string, number> {
    return this.#tokens;
  }

  holds(jobId: string): boolean {
    return this.#tokens.has(jobId);
  }

  /** A job that turned out to be another process's. */
  lose(jobId: string): void {
    this.#tokens.delete(jobId);
  }

  /** Takes a new job: one that runs is held by this process, one that waits by nobody. Throws `already_exists`. */
  async create(job: Job): Promise<void> {
    if (!isJobId(job.id))
      throw new AssayError('unusable_request', 'a job id has up to 128 letters, digits, hyphens and underscores');
    const token = await this.#database.transaction(async (queries) => {
      const [row] = await queries.query(
        `INSERT INTO assay_jobs (id, status, experiment, manifest, turn) VALUES ($1, $2, $3, $4, ${TURN})
         ON CONFLICT (id) DO UPDATE SET status = $2, experiment = $3, manifest = $4, turn = ${TURN}, summary = NULL, is_deleted = false,
           version = assay_jobs.version + 1, queued_at = clock_timestamp(), changed = pg_current_xact_id()
         WHERE assay_jobs.is_deleted RETURNING id`,
        recordOf(job),
      );
      if (row === undefined) throw new AssayError('already_exists', `job ${job.id} exists already`);
      await queries.query(
        `INSERT INTO assay_logs (job_id) VALUES ($1)
         ON CONFLICT (job_id) DO UPDATE SET generation = nextval('assay_tokens'), token = NULL, events = 0, orders = NULL, changed = pg_current_xact_id()`,
        [job.id],
      );
      return job.status === 'queued' ? null : this.#take(queries, job.id);
    });
    if (token !== null) this.#tokens.set(job.id, token);
  }

  /** Replaces the record of a job that this process holds, or that nobody does; one that is to run is then held by this process. */
  async update(job: Job): Promise<void> {
    const token = await this.#database.transaction(async (queries) => {
      const row = await this.#locked(queries, job.id);
      await queries.query(
        `UPDATE assay_jobs SET status = $2, experiment = $3, manifest = $4, summary = CASE WHEN $5 THEN summary END, version = version + 1,
           queued_at = CASE WHEN $2 = 'queued' AND status <> 'queued' THEN clock_timestamp() ELSE queued_at END,
           turn = CASE WHEN $6 AND status NOT IN ('queued', 'running') THEN ${TURN} ELSE turn END, changed = pg_current_xact_id()
         WHERE id = $1`,
        [...recordOf(job), isSettled(job.status), !isSettled(job.status)],
      );
      if (job.status === 'running') return row.token ?? this.#take(queries, job.id);
      await release(queries, job.id);
      return null;
    });
    this.#keep(job.id, token);
  }

  /** Has this process hold a job that waits, which it is about to run or to end. False where it does not wait, or another process has it. */
  async claim(jobId: string): Promise<boolean> {
    if (this.holds(jobId)) return true;
    const token = await this.#database.transaction(async (queries) => {
      const row = await lockedRow(queries, jobId);
      return row?.status === 'queued' && row.token === null ? this.#take(queries, jobId) : null;
    });
    this.#keep(jobId, token);
    return token !== null;
  }

  /**
   * Appends events, durably. `batch.firstSeq` is the number of events there are, else it throws and writes nothing. With `isRetry` the events may be
   * there already: the answer to the first attempt was lost.
   */
  async append(jobId: string, batch: EventBatch, isRetry = false): Promise<void> {
    const token = await this.#tokenOf(jobId);
    if (batch.count === 0) return;
    const [{ written } = { written: 0 }] = await this.#database.query<{ written: number }>(
      `WITH log AS (
         UPDATE assay_logs SET events = events + $4, changed = pg_current_xact_id()
         WHERE job_id = $1 AND token = $2 AND events = $3 RETURNING job_id
       ), added AS (
         INSERT INTO assay_events (job_id, seq, line)
         SELECT log.job_id, $3 + lines.at - 1, lines.line
         FROM log, string_to_table(convert_from($5, 'UTF8'), E'\\n') WITH ORDINALITY AS lines (line, at)
       )
       SELECT count(*)::integer AS written FROM log`,
      [jobId, token, batch.firstSeq, batch.count, withoutLastNewline(batch)],
    );
    if (written === 1) return;
    const row = await this.#row(jobId);
    if (row === undefined || row.token !== token) throw this.#taken(jobId);
    if (isRetry && row.events === batch.firstSeq + batch.count) return;
    throw new Error(`the next event is ${row.events}, not ${batch.firstSeq}`);
  }

  /** Ends a job: its record, its summary, and that this process holds it. With `isRetry` all that may have happened already. */
  async finish(job: Job, summary: object | null, isRetry = false): Promise<void> {
    const record = recordOf(job);
    const held = this.#tokens.get(job.id);
    await this.#database.transaction(async (queries) => {
      const row = await lockedRow(queries, job.id);
      if (row === undefined) throw new JobNotFoundError();
      if (isRetry && row.token === null && row.manifest === record[3]) return;
      if (row.token !== (held ?? null)) throw this.#taken(job.id);
      await queries.query(
        `UPDATE assay_jobs SET status = $2, experiment = $3, manifest = $4, summary = $5, version = version + 1,
           changed = pg_current_xact_id() WHERE id = $1`,
        [...record, summary && documentText(summary)],
      );
      await release(queries, job.id);
      await queries.query('UPDATE assay_logs SET orders = NULL WHERE job_id = $1', [job.id]);
      await queries.query('DELETE FROM assay_setbacks WHERE job_id = $1', [job.id]);
    });
    this.#tokens.delete(job.id);
  }

  /** Lets go of a job that this process holds: one that ran waits again, for whoever takes it, with all its events. */
  async giveBack(jobId: string): Promise<void> {
    await this.#database.transaction(async (queries) => {
      const row = await this.#locked(queries, jobId);
      await this.requeue(queries, jobId, row);
    });
    this.#tokens.delete(jobId);
  }

  /** Within a transaction that has locked the job: it is held by nobody, and waits again if it ran. */
  async requeue(queries: Queries, jobId: string, { manifest, status }: Pick<JobRow, 'manifest' | 'status'>): Promise<void> {
    await release(queries, jobId);
    if (status !== 'running') return;
    const waiting = waitingAgain(jobOf(jobId, manifest), this.#clock.now());
    await queries.query(
      `UPDATE assay_jobs SET status = $2, experiment = $3, manifest = $4, version = version + 1, queued_at = clock_timestamp(),
         changed = pg_current_xact_id() WHERE id = $1`,
      recordOf(waiting),
    );
  }

  /** `undefined` for any id that is not a job's. */
  async find(jobId: string): Promise<StoredJob | undefined> {
    const row = await this.#row(jobId);
    if (row === undefined) return undefined;
    const { manifest, summary, version, generation, events, token } = row;
    return { job: jobOf(jobId, manifest), manifest, summary, version, generation, events, isHeld: token !== null };
  }

  /** The events that are stored, from `fromSeq` on, in order. */
  async *read(jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    if ((await this.#row(jobId)) === undefined) throw new JobNotFoundError();
    for (let next = fromSeq; ;) {
      const [page] = await this.#database.query<{ lines: string | null; count: number }>(
        `SELECT string_agg(line, E'\\n' ORDER BY seq) AS lines, count(*)::integer AS count FROM (
           SELECT seq, line, sum(octet_length(line)) OVER (ORDER BY seq) - octet_length(line) AS before FROM (
             SELECT seq, line FROM assay_events WHERE job_id = $1 AND seq >= $2 ORDER BY seq LIMIT ${PAGE_EVENTS}
           ) AS following
         ) AS page WHERE before < ${PAGE_BYTES}`,
        [jobId, next],
      );
      if (page === undefined || page.lines === null) return;
      yield { firstSeq: next, count: page.count, bytes: Buffer.from(`${page.lines}\n`) };
      next += page.count;
    }
  }

  /** Removes a settled job with its events and its labels. Throws `illegal_move` while it is not settled. */
  async delete(jobId: string): Promise<void> {
    await this.#database.transaction(async (queries) => {
      const row = await lockedRow(queries, jobId);
      if (row === undefined) throw new JobNotFoundError();
      if (!isSettled(row.status)) {
        throw new AssayError(
          'illegal_move',
          `job ${jobId} is ${row.status}: cancel it first, with assay cancel ${jobId} or POST /api/jobs/${jobId}/cancel`,
        );
      }
      await queries.query(
        `UPDATE assay_jobs SET is_deleted = true, manifest = '', summary = NULL, version = version + 1, changed = pg_current_xact_id()
         WHERE id = $1`,
        [jobId],
      );
      await queries.query('UPDATE assay_logs SET events = 0, changed = pg_current_xact_id() WHERE job_id = $1', [jobId]);
      await queries.query('DELETE FROM assay_events WHERE job_id = $1', [jobId]);
      await queries.query('DELETE FROM assay_setbacks WHERE job_id = $1', [jobId]);
      await deleteDocumentsOf(queries, jobId);
    });
    this.#tokens.delete(jobId);
  }

  async #row(jobId: string): Promise<JobRow | undefined> {
    return isJobId(jobId) ? rowOf(this.#database, jobId) : undefined;
  }

  /** The token by which this process writes a job: a job that waits and that nobody holds is taken for it. */
  async #tokenOf(jobId: string): Promise<number> {
    if (!this.holds(jobId)) await this.claim(jobId);
    const token = this.#tokens.get(jobId);
    if (token !== undefined) return token;
    const row = await this.#row(jobId);
    if (row === undefined) throw new JobNotFoundError();
    throw notOurs(jobId, row.status);
  }

  /** The row of a job that this process holds, or that nobody holds and that does not run; nobody else writes it until the transaction ends. */
  async #locked(queries: Queries, jobId: string): Promise<JobRow> {
    const row = await lockedRow(queries, jobId);
    if (row === undefined) throw new JobNotFoundError();
    const token = this.#tokens.get(jobId) ?? null;
    if (row.token === token) return row;
    throw token === null ? notOurs(jobId, row.status) : this.#taken(jobId);
  }

  #taken(jobId: string): AssayError {
    this.#tokens.delete(jobId);
    return new JobTakenError(jobId);
  }

  async #take(queries: Queries, jobId: string): Promise<number> {
    const [row] = await queries.query<{ token: number }>(
      `UPDATE assay_logs SET token = nextval('assay_tokens'), changed = pg_current_xact_id() WHERE job_id = $1 RETURNING token`,
      [jobId],
    );
    if (row === undefined) throw new JobNotFoundError();
    await queries.query(
      `INSERT INTO assay_leases (job_id, token, holder) VALUES ($1, $2, $3)
       ON CONFLICT (job_id) DO UPDATE SET token = $2, holder = $3, renewed_at = clock_timestamp(), progress = NULL`,
      [jobId, row.token, this.processId],
    );
    return row.token;
  }

  #keep(jobId: string, token: number | null): void {
    if (token === null) this.#tokens.delete(jobId);
    else this.#tokens.set(jobId, token);
  }
}

/** The job of a manifest's text. Throws where it is none. */
export function jobOf(jobId: string, manifest: string): Job {
  return fromManifest(JSON.parse(manifest), { jobId });
}

/** A job that ran and waits again, with what it has done. */
function waitingAgain(job: Job, at: string): Job {
  const workedSeconds = secondsAtWork({ ...job, finishedAt: at });
  const retriesFailed = job.resumed?.retriesFailed ?? false;
  return { ...job, status: 'queued', resumed: { at, retriesFailed, ...(workedSeconds !== null && { workedSeconds }) } };
}

function recordOf(job: Job): readonly [string, JobStatus, string, string] {
  return [job.id, job.status, experimentIdOf(job.spec), documentText(toManifest(job))];
}

const COLUMNS = 'j.manifest, j.summary, j.version, j.status, l.generation, l.events, l.token';

async function rowOf(queries: Queries, jobId: string): Promise<JobRow | undefined> {
  const text = `SELECT ${COLUMNS} FROM assay_jobs j JOIN assay_logs l ON l.job_id = j.id WHERE j.id = $1 AND NOT j.is_deleted`;
  return (await queries.query<JobRow>(text, [jobId]))[0];
}

/** The row of a job that nobody else changes until the transaction ends; it is read after it was locked. */
export async function lockedRow(queries: Queries, jobId: string): Promise<JobRow | undefined> {
  if (!isJobId(jobId)) return undefined;
  await queries.query('SELECT 1 FROM assay_logs WHERE job_id = $1 FOR UPDATE', [jobId]);
  return rowOf(queries, jobId);
}

async function release(queries: Queries, jobId: string): Promise<void> {
  await queries.query('UPDATE assay_logs SET token = NULL, changed = pg_current_xact_id() WHERE job_id = $1', [jobId]);
  await queries.query('DELETE FROM assay_leases WHERE job_id = $1', [jobId]);
}

function notOurs(jobId: string, status: JobStatus): AssayError {
  return new AssayError('illegal_move', `job ${jobId} is ${isSettled(status) ? status : 'run by another process'}`);
}

/** Its lines, as one text for the database. */
export function withoutLastNewline({ bytes }: EventBatch): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.max(0, bytes.byteLength - 1));
}
