import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { JobNotFoundError, NotNowError } from '../domain/errors.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RUNNER, type Runner } from '../domain/runner.ts';
import type { Summary } from '../evaluation/summary.ts';
import { checkWorkers } from './jobs.service.ts';
import {
  earlierJobFor,
  type EarlierJob,
  type JobPlan,
  jobPlan,
  type PlannedOf,
  type PlannedWork,
  plannedWork,
} from './job-plan.ts';

/** What a job would take, and the models of which nobody knows the price. */
export interface Plan {
  readonly plan: JobPlan;
  readonly unpricedModels: readonly string[];
}

@Injectable()
export class PlansService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_STORE) private readonly store: JobStore,
    @Inject(RUNNER) private readonly runner: Runner,
  ) {}

  /**
   * Checks everything that the spec names as the start of a job does, and says what the job would take. It starts and fetches nothing, and needs no
   * place among the jobs that run. Throws `unusable_request`.
   */
  async plan(spec: JobSpec, isAwaited: () => boolean = () => true): Promise<Plan> {
    checkWorkers(spec, this.config);
    const prepared = await this.runner.prepare(spec, {
      admit: async () => {
        if (!isAwaited()) throw new NotNowError('the client that asked for this plan has disconnected');
      },
      fetchesData: false,
    });
    prepared.release();
    const { unpricedModels = [] } = prepared;
    return { plan: await this.#planOf(spec, prepared, unpricedModels), unpricedModels };
  }

  /** What a search that was started is to take; `null` for other jobs, and one that does not say it. Throws `job_not_found`. */
  async ofSearch(jobId: string): Promise<JobPlan | null> {
    const job = await this.store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    const { spec, plannedTrials, plannedScorings, unpricedModels = [] } = job;
    if (spec.kind !== 'optimize' || plannedTrials === null || plannedScorings === null) return null;
    return this.#planOf(spec, { ...job, plannedTrials, plannedScorings }, unpricedModels);
  }

  async #planOf(spec: JobSpec, planned: PlannedOf, unpricedModels: readonly string[]): Promise<JobPlan> {
    const work = plannedWork(spec, planned);
    const earlier = await this.#earlier(spec, work);
    return jobPlan(spec, work, earlier, { isPriceKnown: unpricedModels.length === 0 });
  }

  async #earlier(spec: JobSpec, work: PlannedWork): Promise<EarlierJob | undefined> {
    const { jobs } = await this.store.list({ project: spec.project });
    const job = earlierJobFor(spec, work, jobs);
    const summary = job === undefined ? null : ((await this.store.summary(job.id)) as Summary | null);
    return job === undefined || summary === null ? undefined : { job, summary };
  }
}
