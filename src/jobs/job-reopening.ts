import type { Clock } from '../domain/clock.ts';
import { AssayError, JobNotFoundError } from '../domain/errors.ts';
import { type Job, type JobStatus, moveJob } from '../domain/job.ts';
import { secondsAtWork } from '../domain/work-time.ts';
import type { JobQueue } from '../domain/job-queue.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { PreparedJob } from '../domain/runner.ts';
import { type ActiveJob, resolved } from './active-job.ts';
import type { ActiveJobs } from './active-jobs.ts';
import type { EarlierEvents } from './earlier-events.ts';

/** What a job goes on with. */
export interface ResumedWork {
  readonly prepared: PreparedJob;
  readonly earlier: EarlierEvents;
  /** Whether failed trials and scorings are made again. */
  readonly retriesFailed: boolean;
}

interface Parts {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly active: ActiveJobs;
}

/** Makes jobs active again that have ended: each by one request at a time, over all processes. */
export class JobReopening {
  readonly #parts: Parts;
  readonly #underway = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** See `JobExecutor.resume`. */
  async resume(job: Job, { prepared, earlier, retriesFailed }: ResumedWork): Promise<Job> {
    const { queue, active } = this.#parts;
    let isKept = false;
    try {
      const reopened = await queue.add(job.id, async (status) => {
        const next = { ...this.#moved(job, status, retriesFailed), ...resolved(job, prepared) };
        const take = (): ActiveJob | null => (status === 'running' ? active.add(next, prepared, earlier) : null);
        await this.#reopen(next, take, job);
        return next;
      });
      isKept = reopened.status === 'running';
      return reopened;
    } finally {
      if (!isKept) prepared.release();
    }
  }

  /** Takes a job for which nothing is to be run, so that it needs no place, only its end. Throws `illegal_move` where it goes on already. */
  async take(job: Job, earlier: EarlierEvents): Promise<ActiveJob> {
    const { queue, active } = this.#parts;
    const next = this.#moved(job, 'running', false);
    return queue.exclusively(() => this.#reopen(next, () => active.add(next, null, earlier), job));
  }

  #moved(job: Job, status: JobStatus, retriesFailed: boolean): Job {
    const workedSeconds = secondsAtWork(job);
    const resumed = { at: this.#parts.clock.now(), retriesFailed, ...(workedSeconds !== null && { workedSeconds }) };
    return moveJob(job, status, { finishedAt: null, error: null, stopped: null, resumed });
  }

  /** The job is taken before it is stored, so that no second request makes it go on as well; none that has gone on since `before` is. */
  async #reopen<Taken extends ActiveJob | null>(job: Job, take: () => Taken, before: Job): Promise<Taken> {
    const { store, active } = this.#parts;
    if (active.get(job.id) !== undefined || this.#underway.has(job.id)) throw goesOnAlready(job.id);
    this.#underway.add(job.id);
    const taken = take();
    try {
      const latest = await store.find(job.id);
      if (latest === undefined) throw new JobNotFoundError();
      if (latest.status !== before.status || latest.resumed?.at !== before.resumed?.at) throw goesOnAlready(job.id);
      await store.update(job);
      return taken;
    } catch (error) {
      if (taken !== null) active.delete(job.id);
      throw error;
    } finally {
      this.#underway.delete(job.id);
    }
  }
}

function goesOnAlready(jobId: string): AssayError {
  return new AssayError('illegal_move', `job ${jobId} was resumed by somebody else at the same time`);
}
