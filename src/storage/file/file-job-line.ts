import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import type { Job } from '../../domain/job.ts';
import type { JobLine, OtherJobs } from '../../domain/job-line.ts';
import { FolderLock } from '../../files/folder-lock.ts';
import { jobFolder, type JobFolder } from './job-folder.ts';
import type { JobFolders } from './job-folders.ts';
import { type Leases, leaseState, type LeaseState } from './lease.ts';

export interface FileJobLineOptions {
  readonly jobsRoot: string;
  readonly clock: Clock;
  readonly folders: JobFolders;
  readonly leases: Leases;
  /** Whether this process holds the job. */
  readonly isHeld: (jobId: string) => boolean;
  /** Takes a job whose lease is ours now. */
  readonly take: (job: Job, folder: JobFolder) => void;
}

/**
 * The line of all processes over one folder of jobs. Manifests say what runs and what waits, leases whose it is; a lock on
 * `jobs/.lock` lets one process at a time decide.
 */
export class FileJobLine implements JobLine {
  readonly #options: FileJobLineOptions;
  readonly #lock: FolderLock;

  constructor(options: FileJobLineOptions) {
    this.#options = options;
    this.#lock = new FolderLock(join(options.jobsRoot, '.lock'));
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#lock.during(work);
  }

  async others(before?: string): Promise<OtherJobs> {
    const jobs = [...(await this.#options.folders.unsettled())].sort(inOrder);
    const own = jobs.find(({ id }) => id === before);
    const running: string[] = [];
    const waiting: string[] = [];
    for (const job of jobs) {
      if (this.#options.isHeld(job.id)) continue;
      const { state, hasPlace } = await this.#lease(job.id);
      if (state !== 'live') continue;
      if (job.status === 'running' || hasPlace) running.push(job.id);
      else if (own === undefined || inOrder(job, own) < 0) waiting.push(job.id);
    }
    return { running, waiting };
  }

  takePlace(jobId: string): Promise<void> {
    return this.#options.leases.takePlace(jobId);
  }

  async orphans(): Promise<readonly string[]> {
    const queued = (await this.#options.folders.unsettled()).filter(({ status }) => status === 'queued').sort(inOrder);
    const orphans: string[] = [];
    for (const { id } of queued) if (await this.#isOrphan(id)) orphans.push(id);
    return orphans;
  }

  async adopt(jobId: string): Promise<boolean> {
    const { folders, jobsRoot, leases, take } = this.#options;
    const job = await folders.find(jobId);
    if (job?.status !== 'queued' || !(await this.#isOrphan(jobId))) return false;
    const folder = jobFolder(jobsRoot, jobId);
    await leases.write(folder);
    take(job, folder);
    return true;
  }

  async #isOrphan(jobId: string): Promise<boolean> {
    return !this.#options.isHeld(jobId) && (await this.#lease(jobId)).state !== 'live';
  }

  #lease(jobId: string): Promise<LeaseState> {
    const { jobsRoot, clock } = this.#options;
    return leaseState(jobFolder(jobsRoot, jobId), Date.parse(clock.now()));
  }
}

/** First come, first served. */
function inOrder(a: Job, b: Job): number {
  return Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.id < b.id ? -1 : 1);
}
