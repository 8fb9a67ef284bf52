import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import type { JobFolder } from './job-folder.ts';
import type { JobLogs } from './job-logs.ts';
import { RunningLog } from './running-log.ts';

/** A job that this process runs, with its log, which is opened at the first event. */
export class RunningJob {
  readonly folder: JobFolder;
  job: Job;
  #log: RunningLog | undefined;
  #opening: Promise<RunningLog> | undefined;

  constructor(job: Job, folder: JobFolder) {
    this.job = job;
    this.folder = folder;
  }

  /** `undefined` until it is open; nothing was appended before. */
  get log(): RunningLog | undefined {
    return this.#log;
  }

  async append(batch: EventBatch, logs: JobLogs): Promise<void> {
    const log = this.#log ?? (await this.#open(logs));
    await log.append(batch);
  }

  async close(): Promise<void> {
    const log = await this.#opening;
    this.#log = undefined;
    this.#opening = undefined;
    await log?.close();
  }

  async #open(logs: JobLogs): Promise<RunningLog> {
    this.#opening ??= logs.of(this.folder).then(({ log }) => RunningLog.open(log));
    try {
      this.#log = await this.#opening;
      return this.#log;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}
