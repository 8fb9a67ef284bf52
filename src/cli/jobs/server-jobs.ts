import { join } from 'node:path';
import type { BenchmarkDto } from '../../catalog/benchmark.dto.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import type { JobKind, JobRequestFields } from '../../domain/job-fields.ts';
import type { AgainstDto } from '../../jobs/against.dto.ts';
import type { JobPlanDto, PlannedJobDto } from '../../jobs/plan.dto.ts';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveStateDto } from '../../live/live-state.dto.ts';
import { type AgainstStarted, ApiClient, type JobDocument } from '../api-client.ts';
import type { FollowedUntil, OnLost } from '../../client/resumed-stream.ts';
import type { JobHost, ResumeFields, ScoreFields } from './job-host.ts';

/** Runs jobs on a server. Ctrl-C leaves them running. */
export class ServerJobs implements JobHost {
  readonly keepsRunning = true;
  readonly #client: ApiClient;
  readonly #url: string;
  #plan: JobPlanDto | null = null;
  readonly #following = new AbortController();

  constructor(url: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#client = new ApiClient(this.#url);
  }

  async start(kind: JobKind, fields: JobRequestFields): Promise<string> {
    const { jobId, plan } = await this.#client.start(kind, fields);
    this.#plan = plan;
    return jobId;
  }

  async searchPlan(): Promise<JobPlanDto | null> {
    return this.#plan;
  }

  startAgainst(fields: JobRequestFields, against: AgainstDto): Promise<AgainstStarted> {
    return this.#client.startAgainst(fields, against);
  }

  plan(kind: JobKind, fields: JobRequestFields): Promise<PlannedJobDto> {
    return this.#client.plan(kind, fields);
  }

  resume(jobId: string, how: ResumeFields): Promise<void> {
    return this.#client.resume(jobId, how);
  }

  score(jobId: string, how: ScoreFields): Promise<string> {
    return this.#client.score(jobId, { ...how, metrics: [...how.metrics] });
  }

  job(jobId: string): Promise<JobDocument> {
    return this.#client.job(jobId);
  }

  waiting(jobId: string): Promise<string | null> {
    return this.#client.waiting(jobId);
  }

  events(jobId: string, onLost: OnLost): AsyncIterable<JobEvent> {
    return this.#client.events(jobId, { signal: this.#following.signal, onLost });
  }

  comparison(comparisonId: string): Promise<LiveComparisonDto> {
    return this.#client.comparison(comparisonId);
  }

  states(comparisonId: string, until: FollowedUntil): AsyncIterable<LiveStateDto> {
    return this.#client.states(comparisonId, until);
  }

  benchmarks(): Promise<readonly BenchmarkDto[]> {
    return this.#client.benchmarks();
  }

  async fetchData(): Promise<void> {
    // The server fetches it when the job starts.
  }

  cancelFetch(): void {
    // What a server fetches, others may wait for too.
  }

  interrupt(): void {
    this.#following.abort();
  }

  async abandon(): Promise<void> {
    this.interrupt();
  }

  locations(jobId: string, projectsRoot: string): readonly string[] {
    return [`${join(projectsRoot, 'jobs', jobId)} (on the server)`, `${this.#url}/api/jobs/${jobId}`];
  }

  waysBack(jobId: string): readonly string[] {
    return [`Report: ${this.reportOf(jobId)}`, `Cancel: assay cancel ${jobId} --server ${this.#url}`];
  }

  wayToEnd(jobId: string): string {
    return `assay cancel ${jobId} --server ${this.#url} ends it`;
  }

  reportOf(jobId: string): string {
    return `${this.#url}/api/jobs/${jobId}/report`;
  }

  async close(): Promise<void> {
    this.interrupt();
  }
}
