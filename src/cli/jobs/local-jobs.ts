import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { BenchmarksModule } from '../../benchmarks/benchmarks.module.ts';
import type { BenchmarkDto } from '../../catalog/benchmark.dto.ts';
import { BenchmarksService } from '../../catalog/benchmarks.service.ts';
import type { Config } from '../../config/config.ts';
import { BENCHMARKS, type Benchmarks, type FetchProgress } from '../../domain/benchmark.ts';
import { COMPARISON_STORE, type ComparisonStore } from '../../domain/comparison-store.ts';
import { JobNotFoundError } from '../../domain/errors.ts';
import { eventLines, exactEventsOf } from '../../domain/event-batch.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import { type JobKind, type JobRequestFields, jobSpec } from '../../domain/job-fields.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { JOB_STORE, type JobStore } from '../../domain/job-store.ts';
import { NAMES, type Names } from '../../domain/names.ts';
import { RUNNER, type Runner } from '../../domain/runner.ts';
import { EventBus } from '../../events/event-bus.ts';
import { EventsModule } from '../../events/events.module.ts';
import { parseJson } from '../../evaluation/canonical-json.ts';
import { followComparison } from '../../feed/follow-comparison.ts';
import { followJob } from '../../feed/follow-job.ts';
import { type AgainstDto, againstOf } from '../../jobs/against.dto.ts';
import { JobExecutor } from '../../jobs/job-executor.ts';
import { JobsModule } from '../../jobs/jobs.module.ts';
import { JobsService } from '../../jobs/jobs.service.ts';
import { KeyedStarts } from '../../jobs/keyed-starts.ts';
import { type JobPlanDto, plannedJob, type PlannedJobDto } from '../../jobs/plan.dto.ts';
import { PlansService } from '../../jobs/plans.service.ts';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import { ComparisonsService } from '../../live/comparisons.service.ts';
import { LiveModule } from '../../live/live.module.ts';
import type { LiveStateDto } from '../../live/live-state.dto.ts';
import type { AgainstStarted, JobDocument } from '../api-client.ts';
import { startLocalParts } from '../local-parts.ts';
import type { FollowedUntil } from '../../client/resumed-stream.ts';
import type { JobHost, ResumeFields, ScoreFields } from './job-host.ts';

/** How long the second Ctrl-C waits for a job's end to be written to the archive. */
const ABANDON_MS = 500;

/** Runs jobs in this process, with the server's own parts and into the same archive; a server over that archive shows them live. */
export class LocalJobs implements JobHost {
  readonly keepsRunning: boolean = false;
  readonly #context: INestApplicationContext;
  protected readonly projectsRoot: string;
  readonly #following = new AbortController();
  #stopped: Promise<void> | undefined;
  #jobId: string | undefined;

  protected constructor(context: INestApplicationContext, projectsRoot: string) {
    this.#context = context;
    this.projectsRoot = projectsRoot;
  }

  /** `onText` gets what the projects' code prints. */
  static async open(config: Config, onText: (text: string) => void): Promise<JobHost> {
    return new this(await startedParts(config, onText), config.projectsRoot);
  }

  async start(kind: JobKind, fields: JobRequestFields): Promise<string> {
    const { id } = await this.part(JobsService).start(jobSpec(kind, fields));
    this.#jobId = id;
    return id;
  }

  searchPlan(jobId: string): Promise<JobPlanDto | null> {
    return this.part(PlansService).ofSearch(jobId);
  }

  async startAgainst(fields: JobRequestFields, against: AgainstDto): Promise<AgainstStarted> {
    const asked = { key: undefined, isAwaited: () => true };
    const started = await this.part(KeyedStarts).startAgainst(jobSpec('evaluate', fields), againstOf(against), asked);
    this.#jobId = started.jobId;
    return started;
  }

  async plan(kind: JobKind, fields: JobRequestFields): Promise<PlannedJobDto> {
    return plannedJob(await this.part(PlansService).plan(jobSpec(kind, fields)));
  }

  async resume(jobId: string, { retry_failed: retriesFailed, force: isForced, ...limits }: ResumeFields): Promise<void> {
    await this.part(JobsService).resume(jobId, { retriesFailed, isForced, limits });
    this.#jobId = jobId;
  }

  async score(jobId: string, how: ScoreFields): Promise<string> {
    const { id } = await this.part(JobsService).score(jobId, how);
    this.#jobId = id;
    return id;
  }

  async job(name: string): Promise<JobDocument> {
    const jobId = await this.part<Names>(NAMES)
      .jobId(name)
      .catch((error: unknown) => {
        throw this.#withPlace(error);
      });
    const job = await this.#store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return { manifest: toManifest(job), summary: await this.#store.summary(jobId) } as unknown as JobDocument;
  }

  async waiting(jobId: string): Promise<string | null> {
    return this.part(JobExecutor).progress(jobId)?.waiting ?? null;
  }

  async *events(jobId: string): AsyncGenerator<JobEvent> {
    const source = { store: this.#store, bus: this.part(EventBus) };
    const options = { fromSeq: 0, signal: this.#following.signal, idleMs: Infinity };
    for await (const batch of followJob(source, jobId, options)) if (batch !== 'idle') yield* exactEventsOf(batch);
  }

  async comparison(comparisonId: string): Promise<LiveComparisonDto> {
    return await this.part(ComparisonsService).find(comparisonId);
  }

  async *states(comparisonId: string, { signal = this.#following.signal }: FollowedUntil): AsyncGenerator<LiveStateDto> {
    const source = { comparisons: this.part<ComparisonStore>(COMPARISON_STORE), bus: this.part(EventBus) };
    for await (const batch of followComparison(source, comparisonId, { fromSeq: 0, signal, idleMs: Infinity })) {
      if (batch === 'idle') continue;
      for (const line of eventLines(batch)) if (line.length > 0) yield parseJson(line.toString('utf8')) as LiveStateDto;
    }
  }

  async benchmarks(): Promise<readonly BenchmarkDto[]> {
    return (await this.part(BenchmarksService).list()).presets;
  }

  async fetchData(benchmark: string, onProgress: (progress: FetchProgress) => void): Promise<void> {
    await this.part<Benchmarks>(BENCHMARKS).fetch(benchmark, onProgress);
  }

  cancelFetch(): void {
    void this.part<Benchmarks>(BENCHMARKS).close();
  }

  /** A job that runs ends as `interrupted`, one that waits as `cancelled`, and its events with it. */
  interrupt(): void {
    this.#stopped = this.#stop();
  }

  async abandon(): Promise<void> {
    const runner: Runner = this.part(RUNNER);
    await Promise.race([Promise.all([runner.close(), this.#stopped]), setTimeout(ABANDON_MS, undefined, { ref: false })]);
  }

  locations(jobId: string): readonly string[] {
    return [join(this.projectsRoot, 'jobs', jobId)];
  }

  waysBack(jobId: string): readonly string[] {
    return [`Report: ${this.reportOf(jobId)}`];
  }

  wayToEnd(jobId: string): string {
    return `Ctrl-C in its own terminal ends it, and assay cancel ${jobId} where a server runs it`;
  }

  reportOf(jobId: string): string {
    return `assay report ${jobId} --projects-root ${this.projectsRoot}`;
  }

  async close(): Promise<void> {
    this.stopFollowing();
    await this.#context.close();
  }

  protected stopFollowing(): void {
    this.#following.abort();
  }

  /** Adds to a name that nothing has where it was looked for. */
  #withPlace(error: unknown): unknown {
    if (!(error instanceof JobNotFoundError) || error.advice === null) return error;
    const { hint, candidates } = error.advice;
    return new JobNotFoundError({ hint: `${hint} It was looked for in ${join(this.projectsRoot, 'jobs')}.`, candidates });
  }

  async #stop(): Promise<void> {
    const executor = this.part(JobExecutor);
    const job = this.#jobId === undefined ? undefined : await this.#store.find(this.#jobId);
    // Left as it is it would wait for a server, which nobody has asked for.
    if (job?.status === 'queued') await executor.cancel(job.id, 'user');
    await executor.close();
  }

  get #store(): JobStore {
    return this.part(JOB_STORE);
  }

  protected part<Part>(token: symbol | (abstract new (...dependencies: never[]) => Part)): Part {
    return this.#context.get<Part>(token, { strict: false });
  }
}

/** Follows jobs of the projects root that other processes run, by what these write. Ctrl-C leaves them running. */
export class WatchedLocalJobs extends LocalJobs {
  override readonly keepsRunning = true;

  override interrupt(): void {
    this.stopFollowing();
  }

  override waysBack(jobId: string): readonly string[] {
    return [`Watch: assay watch ${jobId} --projects-root ${this.projectsRoot}`, ...super.waysBack(jobId)];
  }
}

function startedParts(config: Config, onText: (text: string) => void): Promise<INestApplicationContext> {
  const parts = {
    imports: [EventsModule, BenchmarksModule, JobsModule, LiveModule.over(JobsModule)],
    providers: [BenchmarksService],
  };
  return startLocalParts({ ...config, onRestart: null }, parts, onText);
}
