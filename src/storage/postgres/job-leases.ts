import type { Clock } from '../../domain/clock.ts';
import type { JobOrder } from '../../domain/job-orders.ts';
import { moveJob } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import type { JobProgress } from '../../domain/job-progress.ts';
import { documentText } from '../../files/durable-file.ts';
import type { PostgresDatabase, Queries } from './postgres-database.ts';
import { jobOf, lockedRow, type SharedJobs } from './shared-jobs.ts';

/** How long a lease is good that is not renewed, by the clock of the database. */
const LEASE_SECONDS = 15;

/**
 * The condition, in SQL, under which the lease of a row with `renewed_at` is void. None is in the first seconds of a database that was away: nobody
 * could renew it.
 */
export function isVoidLease(leaseSeconds: number = LEASE_SECONDS): string {
  return `greatest(renewed_at, pg_postmaster_start_time()) < clock_timestamp() - interval '${leaseSeconds} seconds'`;
}

/** Processes that may be lost at a job one after another without an event in between; then it is the job that ends them. */
const MOST_LOSSES = 3;

/** What was asked of a job that this process holds. */
export interface HeldOrder {
  readonly jobId: string;
  readonly orders: readonly JobOrder[];
}

/** What came of renewing the leases of this process. */
export interface Renewal {
  readonly orders: readonly HeldOrder[];
  /** Jobs that another process has taken, or that are gone: this one writes them no more. */
  readonly lost: readonly string[];
}

/**
 * Who is at work at which job. A lease is renewed as long as its process lives; what a lost process had waits again, with all its events, and goes on
 * wherever it is taken.
 */
export class JobLeases {
  readonly #database: PostgresDatabase;
  readonly #jobs: SharedJobs;
  readonly #clock: Clock;
  readonly #isVoid: string;

  constructor(database: PostgresDatabase, jobs: SharedJobs, clock: Clock, leaseSeconds?: number) {
    this.#database = database;
    this.#jobs = jobs;
    this.#clock = clock;
    this.#isVoid = isVoidLease(leaseSeconds);
  }

  /** Renews all leases of this process, says how far each job is, and finds what was asked of it. */
  async renew(progressOf: (jobId: string) => JobProgress | null): Promise<Renewal> {
    const held = [...this.#jobs.held];
    if (held.length === 0) return { orders: [], lost: [] };
    const rows = await this.#database.query<{ job_id: string; orders: string | null }>(
      `UPDATE assay_leases AS l SET renewed_at = clock_timestamp(), progress = held.progress
       FROM unnest($1::text[], $2::bigint[], $3::text[]) AS held (job_id, token, progress)
       WHERE l.job_id = held.job_id AND l.token = held.token
       RETURNING l.job_id, (SELECT orders FROM assay_logs WHERE assay_logs.job_id = l.job_id) AS orders`,
      [held.map(([jobId]) => jobId), held.map(([, token]) => token), held.map(([jobId]) => jsonOrNull(progressOf(jobId)))],
    );
    const renewed = new Set(rows.map(({ job_id: jobId }) => jobId));
    // A job may have ended, or been taken anew, while the answer was on its way.
    const lost = held.flatMap(([jobId, token]) => (!renewed.has(jobId) && this.#jobs.held.get(jobId) === token ? [jobId] : []));
    for (const jobId of lost) this.#jobs.lose(jobId);
    const orders = rows.flatMap(({ job_id: jobId, orders: asked }) =>
      asked === null ? [] : [{ jobId, orders: JSON.parse(asked) as readonly JobOrder[] }],
    );
    return { orders, lost };
  }

  /**
   * Takes the jobs of lost processes away from them: they wait again, or are `interrupted` where one process after another was lost at them. Returns
   * their ids.
   */
  async voidLost(): Promise<readonly string[]> {
    const rows = await this.#database.query<{ job_id: string }>(
      `SELECT job_id FROM assay_leases WHERE ${this.#isVoid} ORDER BY renewed_at`,
    );
    const lost: string[] = [];
    for (const { job_id: jobId } of rows) if (await this.#voidOne(jobId)) lost.push(jobId);
    return lost;
  }

  /** Leaves word for whoever holds a job, or will; once for each order. A job that has ended takes none. */
  async order(jobId: string, order: JobOrder): Promise<void> {
    await this.#database.query(
      `UPDATE assay_logs SET orders = (coalesce(orders, '[]')::jsonb || $2::jsonb)::text
       WHERE job_id = $1 AND NOT coalesce(orders, '[]')::jsonb @> $2::jsonb
         AND EXISTS (SELECT 1 FROM assay_jobs WHERE id = $1 AND status IN ('queued', 'running'))`,
      [jobId, JSON.stringify([order])],
    );
  }

  /** How far a job is, as its holder said last; `null` where nobody holds it, or it has not said. */
  async progressOf(jobId: string): Promise<JobProgress | null> {
    const [row] = await this.#database.query<{ progress: string | null }>(
      `SELECT progress FROM assay_leases WHERE job_id = $1 AND NOT (${this.#isVoid})`,
      [jobId],
    );
    return typeof row?.progress === 'string' ? (JSON.parse(row.progress) as JobProgress) : null;
  }

  async #voidOne(jobId: string): Promise<boolean> {
    return this.#database.transaction(async (queries) => {
      const row = await lockedRow(queries, jobId);
      const [lease] = await queries.query<{ is_void: boolean }>(
        `SELECT ${this.#isVoid} AS is_void FROM assay_leases WHERE job_id = $1`,
        [jobId],
      );
      if (row === undefined || lease?.is_void !== true) return false;
      const losses = await countLoss(queries, jobId, row.events);
      await this.#jobs.requeue(queries, jobId, row);
      if (losses >= MOST_LOSSES && row.status === 'running') await this.#interrupt(queries, jobId, row.manifest, losses);
      return true;
    });
  }

  async #interrupt(queries: Queries, jobId: string, manifest: string, losses: number): Promise<void> {
    const error =
      `the processes that ran this job were lost ${losses} times in a row without an event in between: it may take more memory than a worker has. ` +
      'It can be resumed';
    const job = moveJob(jobOf(jobId, manifest), 'interrupted', {
      finishedAt: this.#clock.now(),
      error,
      stopped: { reason: 'shutdown' },
    });
    await queries.query(
      `UPDATE assay_jobs SET status = 'interrupted', manifest = $2, changed = pg_current_xact_id() WHERE id = $1`,
      [jobId, documentText(toManifest(job))],
    );
    await queries.query('DELETE FROM assay_setbacks WHERE job_id = $1', [jobId]);
  }
}

/** Returns how many processes were lost at a job since its last event. */
async function countLoss(queries: Queries, jobId: string, events: number): Promise<number> {
  const [row] = await queries.query<{ losses: number }>(
    `INSERT INTO assay_setbacks AS s (job_id, losses, events_at_loss) VALUES ($1, 1, $2)
     ON CONFLICT (job_id) DO UPDATE SET losses = CASE WHEN s.events_at_loss = $2 THEN s.losses + 1 ELSE 1 END, events_at_loss = $2
     RETURNING losses`,
    [jobId, events],
  );
  return row?.losses ?? 1;
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
