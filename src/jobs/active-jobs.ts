import type { RunningJob } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { PreparedJob } from '../domain/runner.ts';
import { ActiveJob } from './active-job.ts';
import type { EarlierEvents } from './earlier-events.ts';

/** The jobs that this process is about to run, is running or is ending, by their ids. */
export class ActiveJobs {
  readonly #jobs = new Map<string, ActiveJob>();
  #isClosing = false;

  get size(): number {
    return this.#jobs.size;
  }

  get(jobId: string): ActiveJob | undefined {
    return this.#jobs.get(jobId);
  }

  /** How far a job is, for whoever is refused because it runs; `null` where it does not run here. */
  howFar(jobId: string): RunningJob | null {
    const { completed, total } = this.get(jobId)?.progress ?? {};
    return completed === undefined ? null : { job_id: jobId, completed, total: total ?? null };
  }

  /** Takes a job; while all are being stopped, it is stopped as well. */
  add(job: Job, prepared: PreparedJob | null, earlier: EarlierEvents | null = null): ActiveJob {
    const active = new ActiveJob(job, prepared, earlier);
    this.#jobs.set(job.id, active);
    if (this.#isClosing) active.stop('shutdown');
    return active;
  }

  delete(jobId: string): void {
    this.#jobs.delete(jobId);
  }

  /** Stops all of them, and those that still come, because the process ends. */
  close(): void {
    this.#isClosing = true;
    for (const active of this.#jobs.values()) active.stop('shutdown');
  }
}
