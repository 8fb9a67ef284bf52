import { Inject, Injectable } from '@nestjs/common';
import type { JobFigures } from '../domain/job-figures.ts';
import { JobNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';

/** The steps of searches. */
@Injectable()
export class StepsService {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
  ) {}

  /** Throws `job_not_found`, and `unusable_request` for a job that is no search. */
  async steps(jobId: string): Promise<Pick<JobFigures, 'steps' | 'proposals'>> {
    const job = await this.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    if (job.spec.kind === 'optimize') return this.runs.jobFigures(jobId);
    throw new UnusableRequestError(`the job is of the kind ${job.spec.kind}, and only an optimize job has steps.`);
  }
}
