import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { NotNowError } from '../domain/errors.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RUNNER, type Runner } from '../domain/runner.ts';
import type { Summary } from '../evaluation/summary.ts';
import { checkWorkers } from './jobs.service.ts';
import { earlierJobFor, type EarlierJob, type JobPlan, jobPlan, type PlannedWork, plannedWork } from './job-plan.ts';

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
    const work = plannedWork(spec, prepared);
    const earlier = await this.#earlier(spec, work);
    return { plan: jobPlan(spec, work, earlier, { isPriceKnown: unpricedModels.length === 0 }), unpricedModels };
  }

  async #earlier(spec: JobSpec, work: PlannedWork): Promise<EarlierJob | undefined> {
    const { jobs } = await this.store.list({ project: spec.project });
    const job = earlierJobFor(spec, work, jobs);
    const summary = job === undefined ? null : ((await this.store.summary(job.id)) as Summary | null);
    return job === undefined || summary === null ? undefined : { job, summary };
  }
}
