import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Against, COMPARISON_STARTER, type ComparisonStarter } from '../domain/comparison-starter.ts';
import { JobNotFoundError } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { type Asked, type KeyedRequest, KeyedRequests } from '../domain/keyed-requests.ts';
import { recordedFields } from '../domain/recorded-fields.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { START_KEYS, type StartKeys } from '../domain/start-keys.ts';
import type { JsonObject } from '../evaluation/json.ts';
import type { JobDraft } from './job-draft.ts';
import { JobsService, type Resumed, type ResumeOptions } from './jobs.service.ts';
import type { ScoreRequest } from './scoring-spec.ts';

/**
 * Starts jobs, or makes them go on, so that a request that is sent again, because its answer was lost, does nothing: requests with the same
 * key are one request for a day, also while the first is under way and after a restart. All methods throw as those of `JobsService` do, and as
 * `KeyedRequests` does.
 */
@Injectable()
export class KeyedStarts {
  readonly #requests: KeyedRequests;

  constructor(
    @Inject(START_KEYS) keys: StartKeys,
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly jobs: JobsService,
    @Inject(COMPARISON_STARTER) private readonly comparisons: ComparisonStarter,
  ) {
    this.#requests = new KeyedRequests(keys);
  }

  /** Starts a job, and returns its id; with a key that was used, that of the job which was started with it. */
  start(spec: JobSpec, asked: Asked): Promise<string> {
    return this.#requests.once(asked, {
      ...this.#newJob,
      asks: { kind: spec.kind, ...recordedFields(spec) },
      run: (jobId, isAwaited) => this.jobs.start(spec, { isAwaited, jobId }),
    });
  }

  /**
   * Starts a job that is compared with another run while it runs, once with a key, and returns both ids. Throws as `ComparisonStarter` does as
   * well; then no job is started.
   */
  async startAgainst(
    spec: JobSpec,
    against: Against,
    asked: Asked,
  ): Promise<{ readonly jobId: string; readonly comparisonId: string }> {
    const named = await this.comparisons.named(against);
    const jobId = await this.#requests.once(asked, {
      ...this.#newJob,
      asks: { kind: spec.kind, ...recordedFields(spec), against: againstFields(named) },
      run: async (id, isAwaited) => {
        const check = (job: JobDraft): Promise<void> => this.comparisons.check(job, named);
        await this.jobs.start(await this.comparisons.seeded(spec, named), { isAwaited, jobId: id, check });
      },
    });
    return { jobId, comparisonId: await this.comparisons.begin(jobId, named) };
  }

  /** The same for a job that scores the outputs of another. */
  score(sourceId: string, request: ScoreRequest, asked: Asked): Promise<string> {
    return this.#requests.once(asked, {
      ...this.#newJob,
      asks: { scores: sourceId, ...jsonOf(request) },
      run: (jobId, isAwaited) => this.jobs.score(sourceId, request, { isAwaited, jobId }),
    });
  }

  /** Makes a job go on, once with a key: where it was made to before, it is as it is now. Throws `job_not_found` as well. */
  async resume(jobId: string, options: ResumeOptions, asked: Asked): Promise<Resumed> {
    let resumed: Resumed | undefined;
    await this.#requests.once(asked, {
      asks: { resumes: jobId, ...jsonOf(options) },
      before: async () => ({ jobId, resumedBefore: (await this.#existing(jobId)).resumed?.at ?? null }),
      isOfNew: false,
      isUnderWay: async (kept) => {
        const job = await this.store.find(kept.jobId);
        return job !== undefined && (job.resumed?.at ?? null) !== kept.resumedBefore;
      },
      run: async (_jobId, isAwaited) => (resumed = await this.jobs.resume(jobId, options, isAwaited)),
    });
    return resumed ?? { job: await this.#existing(jobId), note: null };
  }

  get #newJob(): Pick<KeyedRequest, 'isOfNew' | 'before' | 'isUnderWay'> {
    return {
      isOfNew: true,
      before: async () => ({ jobId: randomUUID() }),
      isUnderWay: async ({ jobId }) => (await this.store.find(jobId)) !== undefined,
    };
  }

  async #existing(jobId: string): Promise<Job> {
    const job = await this.store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return job;
  }
}

function againstFields({ ranges, ...options }: Against): JsonObject {
  return jsonOf({ ...options, ranges: ranges && Object.fromEntries(ranges) });
}

/** What is not given makes no difference. */
function jsonOf(asked: object): JsonObject {
  return JSON.parse(JSON.stringify(asked)) as JsonObject;
}
