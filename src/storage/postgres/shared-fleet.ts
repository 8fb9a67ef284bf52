import { filter, map, type Observable } from 'rxjs';
import type { Census, Fleet } from '../../domain/fleet.ts';
import type { Delivery, JobDeliveries } from './job-deliveries.ts';
import type { FleetLock } from './fleet-lock.ts';
import type { HintChannel } from './hint-channel.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import type { ProcessRoster } from './process-roster.ts';
import type { SharedJobs } from './shared-jobs.ts';

/** Jobs that one look passes over because this process can't run them. */
const MOST_PASSED = 20;

interface FleetParts {
  readonly database: PostgresDatabase;
  readonly jobs: SharedJobs;
  readonly roster: ProcessRoster;
  readonly deliveries: JobDeliveries;
  readonly lock: FleetLock;
  readonly hints: HintChannel;
}

/** The processes over one PostgreSQL database that share the running of jobs. */
export class SharedFleet implements Fleet {
  readonly #parts: FleetParts;

  readonly news: Observable<void>;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.news = parts.hints.heard.pipe(
      filter((heard) => heard === 'anything' || heard.kind === 'work'),
      map(() => undefined),
    );
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#parts.lock.exclusively(work);
  }

  hasDuty(duty: string): Promise<boolean> {
    return this.#parts.roster.takeDuty(duty);
  }

  async census(): Promise<Census> {
    const { database, jobs, roster } = this.#parts;
    const [rows, workers] = await Promise.all([
      database.query<{ id: string; is_held: boolean; is_ours: boolean }>(
        `SELECT j.id, l.token IS NOT NULL AS is_held, e.holder IS NOT DISTINCT FROM $1::uuid AS is_ours
         FROM assay_jobs j JOIN assay_logs l ON l.job_id = j.id LEFT JOIN assay_leases e ON e.job_id = j.id
         WHERE j.status IN ('queued', 'running') AND NOT j.is_deleted ORDER BY j.turn, j.queued_at`,
        [jobs.processId],
      ),
      roster.workers(),
    ]);
    return {
      runningElsewhere: rows.filter((row) => row.is_held && !row.is_ours).map(({ id }) => id),
      waiting: rows.filter((row) => !row.is_held).map(({ id }) => id),
      workers: workers.length,
    };
  }

  async send(jobId: string): Promise<void> {
    const { deliveries, hints } = this.#parts;
    await deliveries.send(await this.#waiting([jobId]));
    hints.send('work', jobId);
  }

  async take(): Promise<string | undefined> {
    const { deliveries } = this.#parts;
    for (let passed = 0; passed < MOST_PASSED; passed += 1) {
      const jobId = await deliveries.take();
      if (jobId === undefined) return undefined;
      if (await this.#hasRefused(jobId))
        for (const delivery of await this.#waiting([jobId])) await deliveries.sendLater(delivery);
      else if (await this.claim(jobId)) return jobId;
    }
    return undefined;
  }

  async claim(jobId: string): Promise<boolean> {
    const { jobs } = this.#parts;
    return !jobs.holds(jobId) && (await jobs.claim(jobId));
  }

  /** Has every job that waits delivered, also where word of it was lost. */
  async sendAll(): Promise<void> {
    await this.#parts.deliveries.send(await this.#waiting(null));
  }

  async close(): Promise<void> {
    await this.#parts.deliveries.close();
    await this.#parts.roster.signOff().catch(() => undefined);
  }

  /** Those of these jobs that wait, or all that do. */
  async #waiting(jobIds: readonly string[] | null): Promise<readonly Delivery[]> {
    return this.#parts.database.query<Delivery & Record<string, unknown>>(
      `SELECT j.id AS "jobId", j.turn FROM assay_jobs j JOIN assay_logs l ON l.job_id = j.id
       WHERE j.status = 'queued' AND NOT j.is_deleted AND l.token IS NULL AND ($1::text[] IS NULL OR j.id = ANY ($1))`,
      [jobIds],
    );
  }

  async #hasRefused(jobId: string): Promise<boolean> {
    const rows = await this.#parts.database.query(`SELECT 1 FROM assay_setbacks WHERE job_id = $1 AND refusals::jsonb ? $2`, [
      jobId,
      this.#parts.jobs.processId,
    ]);
    return rows.length > 0;
  }
}
