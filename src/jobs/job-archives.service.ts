import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { AssayError, JobNotFoundError } from '../domain/errors.ts';
import { isSettled } from '../domain/job.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { jobTar } from '../interop/job-tar.ts';

/** Gives jobs out with all their files. */
@Injectable()
export class JobArchivesService {
  constructor(@Inject(JOB_STORE) private readonly jobs: JobStore) {}

  /** A job's files as tar.gz. Throws `job_not_found`, and `illegal_move` while the job waits or runs. */
  async archive(jobId: string): Promise<{ readonly fileName: string; readonly bytes: Readable }> {
    const job = await this.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    if (!isSettled(job.status)) {
      throw new AssayError(
        'illegal_move',
        `job ${jobId} is ${job.status}: wait until it has ended, or cancel it, and archive it then`,
      );
    }
    return { fileName: `${jobId}.tar.gz`, bytes: jobTar(jobId, await this.jobs.files(jobId)) };
  }
}
