import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { JobNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { runIdOf } from '../domain/run-of-job.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { AggregateQuery, SampleAggregate, SampleDetail, SamplePage, SampleQuery } from '../domain/sample-query.ts';

const NO_TRIALS: SamplePage = { samples: [], nextCursor: null, search: null };

/** The trials of jobs, as samples of their runs. */
@Injectable()
export class TrialsService {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
  ) {}

  /** Throws `job_not_found`, and `unusable_request` for a step that has not begun, or a query that can't be used. */
  async page(jobId: string, stepIndex: number | undefined, query: SampleQuery): Promise<SamplePage> {
    const runId = await this.#runId(jobId, stepIndex);
    return runId === undefined ? NO_TRIALS : this.runs.page(runId, query);
  }

  /** Throws the same. */
  async aggregate(jobId: string, stepIndex: number | undefined, query: AggregateQuery): Promise<SampleAggregate> {
    const runId = await this.#runId(jobId, stepIndex);
    if (runId === undefined) throw new UnusableRequestError('The job has no step yet: ask again when it has begun.');
    return this.runs.aggregate(runId, query);
  }

  /** Throws the same, and not found for a row without a trial. */
  async one(
    jobId: string,
    stepIndex: number | undefined,
    { row, replicate }: { readonly row: number; readonly replicate: number | undefined },
  ): Promise<SampleDetail> {
    const runId = await this.#runId(jobId, stepIndex);
    const found = runId === undefined ? undefined : await this.runs.sample(runId, row, replicate);
    if (found === undefined) throw new NotFoundException(`The job has no trial of row ${row}.`);
    return found;
  }

  /** The run that has the trials; `undefined` for a search that has yet to begin its first step. */
  async #runId(jobId: string, stepIndex: number | undefined): Promise<string | undefined> {
    const job = await this.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    if (job.spec.kind !== 'optimize') {
      if (stepIndex === undefined || stepIndex === 0) return runIdOf({ jobId, stepIndex: null });
      throw new UnusableRequestError(`step_index is ${stepIndex}, and only an optimize job has steps: leave it out.`);
    }
    const steps = await this.runs.stepsOf(jobId);
    const step = stepIndex ?? steps.at(-1);
    if (step === undefined || steps.includes(step)) return step === undefined ? undefined : runIdOf({ jobId, stepIndex: step });
    throw new UnusableRequestError(`step_index is ${step}, and the job has ${steps.length} steps so far, counted from 0.`);
  }
}
