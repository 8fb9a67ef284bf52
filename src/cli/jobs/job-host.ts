import type { BenchmarkDto } from '../../catalog/benchmark.dto.ts';
import type { FetchProgress } from '../../domain/benchmark.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import type { JobKind, JobRequestFields } from '../../domain/job-fields.ts';
import type { LimitFields } from '../../domain/job-limits.ts';
import type { AgainstDto } from '../../jobs/against.dto.ts';
import type { JobPlanDto, PlannedJobDto } from '../../jobs/plan.dto.ts';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveStateDto } from '../../live/live-state.dto.ts';
import type { AgainstStarted, JobDocument } from '../api-client.ts';
import type { FollowedUntil, OnLost } from '../../client/resumed-stream.ts';

/** How a job is made to go on, as the API has it. */
export interface ResumeFields extends LimitFields {
  readonly retry_failed: boolean;
  readonly force: boolean;
}

/** How the outputs of a job are scored, as the API has it. */
export interface ScoreFields extends LimitFields {
  readonly metrics: readonly string[];
  readonly label?: string;
}

/** Where the jobs of a command run: in this process, or on a server. */
export interface JobHost {
  /** Checks everything that the fields name, starts the job and returns its id. */
  start(kind: JobKind, fields: JobRequestFields): Promise<string>;

  /** What a search that it started is to take; `null` for other jobs. */
  searchPlan(jobId: string): Promise<JobPlanDto | null>;

  /** Does the same for an evaluation that is compared with a baseline while it runs. */
  startAgainst(fields: JobRequestFields, against: AgainstDto): Promise<AgainstStarted>;

  /** Checks the same, says what the job would take, and starts nothing. */
  plan(kind: JobKind, fields: JobRequestFields): Promise<PlannedJobDto>;

  /** Makes a job go on that ended before its work was done. */
  resume(jobId: string, how: ResumeFields): Promise<void>;

  /** Starts a job that scores the stored outputs of another, and returns its id. */
  score(jobId: string, how: ScoreFields): Promise<string>;

  /** A job by its id, or by another of its names. */
  job(name: string): Promise<JobDocument>;

  /** Why a running job waits for the provider of a model; `null` while it does not. */
  waiting(jobId: string): Promise<string | null>;

  /** Every event from the first on, in order, each once; ends when the job has ended, or after `interrupt`. `onLost` is told of a server that goes away and comes back. */
  events(jobId: string, onLost: OnLost): AsyncIterable<JobEvent>;

  comparison(comparisonId: string): Promise<LiveComparisonDto>;

  /** Every state of a comparison from the first on, each once; ends when it has ended, or the signal aborts. */
  states(comparisonId: string, until: FollowedUntil): AsyncIterable<LiveStateDto>;

  benchmarks(): Promise<readonly BenchmarkDto[]>;

  /**
   * Makes sure that the data of a benchmark is there before a job starts; returns at once on a server, which fetches it when the
   * job starts. Throws `unavailable`.
   */
  fetchData(benchmark: string, onProgress: (progress: FetchProgress) => void): Promise<void>;

  /** The first Ctrl-C while there is no job yet: a fetch that `start` or `fetchData` waits for ends, and rejects. */
  cancelFetch(): void;

  /** The first Ctrl-C: cancels a job of this process, and stops following one of a server. */
  interrupt(): void;

  /** The second Ctrl-C: gives up what is still under way, within a moment. */
  abandon(): Promise<void>;

  /** Whether the job goes on after `interrupt`. */
  readonly keepsRunning: boolean;

  /** Where the job can be found, one place a line, the folder of its archive first. */
  locations(jobId: string, projectsRoot: string): readonly string[];

  /** What to type or open to see the job once the command has stopped following it, a line each. */
  waysBack(jobId: string, projectsRoot: string): readonly string[];

  /** How to end a job that has the place of another, as the end of a sentence. */
  wayToEnd(jobId: string): string;

  /** The command that prints the report of a job, or its address. */
  reportOf(jobId: string): string;

  close(): Promise<void>;
}
