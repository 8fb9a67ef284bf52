import { rm } from 'node:fs/promises';
import { isSettled, type Job } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { writeDocument } from '../../files/durable-file.ts';
import { writeEnd } from './held-ends.ts';
import { type JobFolder, jobFolder, type JobsRoot, makeJobFolder, removeJobFolder } from './job-folder.ts';
import type { JobFolders } from './job-folders.ts';
import type { JobLogs } from './job-logs.ts';
import type { RunningJob } from './running-log.ts';

export interface JobCopiesParts {
  readonly jobsRoot: string;
  readonly root: JobsRoot;
  readonly folders: JobFolders;
  readonly logs: JobLogs;
  readonly running: Map<string, RunningJob>;
  /** Told of a new job. */
  readonly begin: (job: Job) => void;
  readonly run: (job: Job, folder: JobFolder) => RunningJob;
  readonly settle: (running: RunningJob, job: Job) => Promise<void>;
}

/** Writes the jobs of another store into the folders of a replica. Their events are appended as those of any job that runs here. */
export class JobCopies {
  readonly #parts: JobCopiesParts;

  constructor(parts: JobCopiesParts) {
    this.#parts = parts;
  }

  /** Whether events of a job can be appended: it was put, and has not ended. */
  isOpen(jobId: string): boolean {
    return this.#parts.running.has(jobId);
  }

  /** Takes the record of a job as the other store has it, and its summary. Events are appended before its end is put. */
  async put(job: Job, summary: object | null): Promise<void> {
    const { jobsRoot, folders, running, settle } = this.#parts;
    const folder = jobFolder(jobsRoot, job.id);
    const open = running.get(job.id) ?? (await this.#open(job, folder));
    if (isSettled(job.status)) {
      await writeEnd({ folder, job, summary });
      await settle(open, job);
      return;
    }
    await rm(folder.summary, { force: true });
    await writeDocument(folder.manifest, toManifest(job));
    open.job = job;
    folders.own(job);
  }

  /** Removes a job that the other store has no more, whether or not it has ended. */
  async remove(jobId: string): Promise<void> {
    const { jobsRoot, folders, logs, running } = this.#parts;
    const open = running.get(jobId);
    running.delete(jobId);
    await open?.log.close();
    await removeJobFolder(jobsRoot, jobFolder(jobsRoot, jobId));
    folders.forget(jobId);
    logs.forget(jobId);
  }

  async #open(job: Job, folder: JobFolder): Promise<RunningJob> {
    const { jobsRoot, root, folders, begin, run } = this.#parts;
    if ((await folders.find(job.id)) === undefined) {
      await root.make();
      await makeJobFolder(jobsRoot, job, async () => undefined);
      begin(job);
    }
    return run(job, folder);
  }
}
