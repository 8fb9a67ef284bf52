import { parseJson } from '../evaluation/canonical-json.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { BenchmarkDto } from '../catalog/benchmark.dto.ts';
import { ApiError } from '../client/api-error.ts';
import type { components } from '../client/api-schema.ts';
import { assayClient, type AssayClient } from '../client/assay-client.ts';
import { comparisonStates, jobEvents } from '../client/followed-streams.ts';
import type { FollowedUntil } from '../client/resumed-stream.ts';
import type { JobStatus, Stopped } from '../domain/job.ts';
import type { AgreementDto, AgreementRequestDto } from '../compare/agreement.dto.ts';
import type { CompareRequestDto } from '../compare/compare-request.dto.ts';
import type { ComparisonDto } from '../compare/comparison.dto.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobKind, JobRequestFields } from '../domain/job-fields.ts';
import type { AgainstDto } from '../jobs/against.dto.ts';
import type { SavedPromptDto } from '../jobs/save-prompt.dto.ts';
import type { LiveComparisonDto } from '../live/comparisons.dto.ts';
import type { LiveStateDto } from '../live/live-state.dto.ts';
import type { LabelListDto, LabelSummaryDto, PutLabelsDto, RandomSamplesDto } from '../runs/labels.dto.ts';
import type { JobTimes } from '../reports/job-seconds.ts';
import { clientKey } from './api-key.ts';
import type { Draw } from './labels/label-host.ts';
import type { Summary } from '../evaluation/summary.ts';

type Schemas = components['schemas'];

/** The part of `GET /api/jobs/{id}` that the command line reads. */
export interface JobDocument {
  readonly manifest: {
    readonly job_id: string;
    readonly kind: JobKind;
    readonly status: JobStatus;
    readonly started_at: string;
    readonly finished_at: string | null;
    readonly resumed?: JobTimes['resumed'];
    readonly error: string | null;
    readonly stopped?: Stopped;
    readonly projects_root: string;
    readonly steps?: number | null;
    readonly planned_trials?: number | null;
    readonly parts?: { readonly holdout?: number | null } | null;
  };
  readonly summary: Summary | null;
}

/** A job that was started, and what it is to take, where it is a search. */
export interface StartedJob {
  readonly jobId: string;
  readonly plan: Schemas['JobPlan'] | null;
}

/** A job that is compared while it runs, and the comparison. */
export interface AgainstStarted {
  readonly jobId: string;
  readonly comparisonId: string;
}

/** A job after it was cancelled; `hadEnded` if there was nothing to cancel any more. */
export interface CancelledJob {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly hadEnded: boolean;
}

export { ApiError };

/** Waits before a request is sent again whose answer was lost. */
const RESEND_MS: readonly number[] = [100, 500, 2_000];

/** A client of an Assay server like any other. Every method throws an `ApiError` with the server's words. */
export class ApiClient {
  readonly #baseUrl: string;
  readonly #client: AssayClient;

  constructor(baseUrl: string, apiKey = clientKey()) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#client = assayClient(this.#baseUrl, { apiKey });
  }

  /**
   * Starts a job and returns its id. `body` is what the kind of job takes; the server checks it. A request whose answer was lost is sent
   * again with the same key, which starts no second job.
   */
  async start(kind: JobKind, body: object): Promise<StartedJob> {
    const { data } = await sentAgain((headers) =>
      this.#client.POST(`/api/${kind}`, { body: body as Schemas['OptimizeRequest'], headers }),
    );
    const { job_id: jobId, plan = null } = this.#whole(data);
    if (jobId === null) throw new ApiError(`${this.#baseUrl} has started no job`, 200);
    return { jobId, plan };
  }

  /** Starts an evaluation that is compared with another run while it runs, as `start` does; the server chooses what `against` leaves out. */
  async startAgainst(fields: JobRequestFields, against: AgainstDto): Promise<AgainstStarted> {
    const { data } = await sentAgain((headers) =>
      this.#client.POST('/api/evaluate', { body: { ...fields, against } as unknown as Schemas['EvaluateRequest'], headers }),
    );
    const { job_id: jobId, comparison_id: comparisonId } = this.#whole(data) as Schemas['StartedJob'];
    if (comparisonId === undefined) throw new ApiError(`${this.#baseUrl} has started no comparison`, 200);
    return { jobId, comparisonId };
  }

  /** What a job would take that is not started. */
  async plan(kind: JobKind, body: object): Promise<Schemas['PlannedJob']> {
    const params = { query: { dry_run: 'true' as const } };
    const { data } = await this.#client.POST(`/api/${kind}`, { params, body: body as Schemas['OptimizeRequest'] });
    return this.#whole(data) as Schemas['PlannedJob'];
  }

  async job(jobId: string): Promise<JobDocument> {
    const { data } = await this.#client.GET('/api/jobs/{job_id}', { params: { path: { job_id: jobId } } });
    return this.#whole(data);
  }

  /** The id of the job that a name means. */
  async jobId(name: string): Promise<string> {
    const params = { path: { job_id: name }, query: { events: 'false' as const } };
    const { data } = await this.#client.GET('/api/jobs/{job_id}', { params });
    return this.#whole(data).manifest.job_id;
  }

  /** The id of the run that a name means. */
  async runId(name: string): Promise<string> {
    const params = { path: { run_id: name }, query: { samples: 'false' as const } };
    const { data } = await this.#client.GET('/api/runs/{run_id}', { params });
    return this.#whole(data).run_id;
  }

  /** Why a running job waits for the provider of a model; `null` while it does not, and where the server does not say. */
  async waiting(jobId: string): Promise<string | null> {
    const params = { path: { job_id: jobId }, query: { events: 'false' as const } };
    const { data } = await this.#client.GET('/api/jobs/{job_id}', { params });
    const { progress } = this.#whole(data) as { readonly progress?: { readonly waiting?: string | null } | null };
    return progress?.waiting ?? null;
  }

  /** Makes a job go on that ended before its work was done; sent again as `start` is. */
  async resume(jobId: string, body: Schemas['ResumeJob']): Promise<void> {
    const path = { job_id: jobId };
    await sentAgain((headers) => this.#client.POST('/api/jobs/{job_id}/resume', { params: { path }, body, headers }));
  }

  /** Starts a job that scores the stored outputs of another, and returns its id; sent again as `start` is. */
  async score(jobId: string, body: Schemas['ScoreJob']): Promise<string> {
    const path = { job_id: jobId };
    const { data } = await sentAgain((headers) =>
      this.#client.POST('/api/jobs/{job_id}/score', { params: { path }, body, headers }),
    );
    return this.#whole(data).job_id;
  }

  /** Cancels a job, and resolves once it has ended. */
  async cancel(jobId: string): Promise<CancelledJob> {
    const path = { job_id: jobId };
    const { data, response } = await this.#client.POST('/api/jobs/{job_id}/cancel', { params: { path } });
    return { jobId, status: this.#whole(data).status, hadEnded: response.status === 200 };
  }

  async savePrompt(jobId: string, body: Schemas['SavePrompt']): Promise<SavedPromptDto> {
    const { data } = await this.#client.POST('/api/jobs/{job_id}/prompt', { params: { path: { job_id: jobId } }, body });
    return this.#whole(data);
  }

  async compare(request: CompareRequestDto): Promise<ComparisonDto> {
    const { data } = await this.#client.POST('/api/compare', { body: request as Schemas['CompareRequest'] });
    return this.#whole(data) as ComparisonDto;
  }

  async comparisonReport(request: CompareRequestDto, form: 'html' | 'markdown'): Promise<string> {
    const { data } = await this.#client.POST('/api/compare/report', {
      body: request as Schemas['CompareRequest'],
      headers: { accept: `text/${form}` },
      parseAs: 'text',
    });
    return this.#whole(data);
  }

  async agreement(request: AgreementRequestDto): Promise<AgreementDto> {
    const { data } = await this.#client.POST('/api/agreement', { body: request });
    return this.#whole(data) as AgreementDto;
  }

  async labels(runId: string): Promise<LabelListDto> {
    const { data } = await this.#client.GET('/api/runs/{run_id}/labels', { params: { path: { run_id: runId } } });
    return this.#whole(data);
  }

  async putLabels(runId: string, name: string, body: PutLabelsDto): Promise<LabelSummaryDto> {
    const path = { run_id: runId, name };
    const { data } = await this.#client.PUT('/api/runs/{run_id}/labels/{name}', { params: { path }, body });
    return this.#whole(data);
  }

  async deleteLabels(runId: string, name: string): Promise<void> {
    await this.#client.DELETE('/api/runs/{run_id}/labels/{name}', { params: { path: { run_id: runId, name } } });
  }

  async drawSamples(runId: string, query: Draw): Promise<RandomSamplesDto> {
    const params = { path: { run_id: runId }, query: { ...query } };
    const { data } = await this.#client.GET('/api/runs/{run_id}/samples/random', { params });
    return this.#whole(data);
  }

  /** A client of a server holds nothing. */
  async close(): Promise<void> {
    // Nothing is open between two requests.
  }

  async benchmarks(): Promise<readonly BenchmarkDto[]> {
    const { data } = await this.#client.GET('/api/benchmarks');
    return this.#whole(data).presets;
  }

  /** Every event of a job from the first on, each once, until the job ends, as `jobEvents` has them. */
  events(jobId: string, until: FollowedUntil = {}): AsyncGenerator<JobEvent> {
    return jobEvents(this.#client, jobId, { ...until, parse: parseJson }) as AsyncGenerator<JobEvent>;
  }

  async comparison(comparisonId: string): Promise<LiveComparisonDto> {
    const path = { comparison_id: comparisonId };
    const { data } = await this.#client.GET('/api/comparisons/{comparison_id}', { params: { path } });
    return this.#whole(data);
  }

  /** Every state of a live comparison from the first on, each once, until it ends, as `jobEvents` has them. */
  states(comparisonId: string, until: FollowedUntil = {}): AsyncGenerator<LiveStateDto> {
    return comparisonStates(this.#client, comparisonId, { ...until, parse: parseJson }) as AsyncGenerator<LiveStateDto>;
  }

  /** An Assay server never answers without a body. */
  #whole<Data>(data: Data | undefined): Data {
    if (data === undefined) throw new ApiError(`${this.#baseUrl} answered without a body`, 0);
    return data;
  }
}

/** Sends a request that may be sent again with the same key, until an answer comes: a few times. */
async function sentAgain<Result>(send: (headers: { 'Idempotency-Key': string }) => Promise<Result>): Promise<Result> {
  const headers = { 'Idempotency-Key': randomUUID() };
  for (const waitMs of RESEND_MS) {
    try {
      return await send(headers);
    } catch (error) {
      if (!(error instanceof ApiError && error.isAnswerLost)) throw error;
    }
    await setTimeout(waitMs);
  }
  return send(headers);
}
