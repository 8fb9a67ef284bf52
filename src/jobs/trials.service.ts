import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { JobNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { runIdOf } from '../domain/run-of-job.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { AggregateQuery, SampleAggregate, SampleDetail, SamplePage, SampleQuery } from '../domain/sample-query.ts';
import { emptyAggregate, emptyPage } from './empty-trials.ts';

/** What was found, and the step that it is of: 0 in a job without steps. */
export type OfStep<Found> = Found & { readonly stepIndex: number };

interface Step {
  readonly runId: string;
  readonly stepIndex: number;
}

/** The trials of jobs, as samples of their runs. */
@Injectable()
export class TrialsService {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
  ) {}

  /**
   * Empty for a search that has yet to begin its first step. Throws `job_not_found`, and `unusable_request` for a step that has not
   * begun, or a query that can't be used.
   */
  async page(jobId: string, stepIndex: number | undefined, query: SampleQuery): Promise<OfStep<SamplePage>> {
    const step = await this.#step(jobId, stepIndex);
    if (step === undefined) return { ...emptyPage(query), stepIndex: 0 };
    return { ...(await this.runs.page(step.runId, query)), stepIndex: step.stepIndex };
  }

  /** Of nothing for a search that has yet to begin its first step. Throws the same. */
  async aggregate(jobId: string, stepIndex: number | undefined, query: AggregateQuery): Promise<SampleAggregate> {
    const step = await this.#step(jobId, stepIndex);
    return step === undefined ? emptyAggregate(query) : this.runs.aggregate(step.runId, query);
  }

  /** Throws the same, and not found for a row without a trial. */
  async one(
    jobId: string,
    stepIndex: number | undefined,
    { row, replicate }: { readonly row: number; readonly replicate: number | undefined },
  ): Promise<OfStep<SampleDetail>> {
    const step = await this.#step(jobId, stepIndex);
    const found = step && (await this.runs.sample(step.runId, row, replicate));
    if (step === undefined || found === undefined) throw new NotFoundException(`The job has no trial of row ${row}.`);
    return { ...found, stepIndex: step.stepIndex };
  }

  /** The run that has the trials; `undefined` for a search that has yet to begin its first step. */
  async #step(jobId: string, asked: number | undefined): Promise<Step | undefined> {
    const job = await this.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    if (job.spec.kind !== 'optimize') {
      if (asked === undefined || asked === 0) return { runId: runIdOf({ jobId, stepIndex: null }), stepIndex: 0 };
      throw new UnusableRequestError(`step_index is ${asked}, and only an optimize job has steps: leave it out.`);
    }
    const steps = await this.runs.stepsOf(jobId);
    const stepIndex = asked ?? steps.at(-1);
    if (stepIndex === undefined) return undefined;
    if (steps.includes(stepIndex)) return { runId: runIdOf({ jobId, stepIndex }), stepIndex };
    throw new UnusableRequestError(`step_index is ${stepIndex}, and the job has ${steps.length} steps so far, counted from 0.`);
  }
}
