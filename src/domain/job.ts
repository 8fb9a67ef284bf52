import type { EarlyReason } from '../evaluation/early-stop.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { AssayError } from './errors.ts';
import type { JobSpec } from './job-fields.ts';
import type { SearchParts } from './search-parts.ts';

export const JOB_STATUSES = ['queued', 'running', 'done', 'error', 'cancelled', 'interrupted'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The only legal moves. A job that ended can be resumed, unless it is done. */
const MOVES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'cancelled', 'interrupted', 'error'],
  running: ['done', 'error', 'cancelled', 'interrupted'],
  done: [],
  error: ['queued', 'running'],
  cancelled: ['queued', 'running'],
  interrupted: ['queued', 'running'],
};

/** Who cancels a job from outside. */
export type CancelReason = 'user' | 'shutdown';

/**
 * Who or what ended a job early: someone from outside, one of its limits, providers that refuse it, a comparison that is decided, or the
 * budget of its search. A manifest that another version wrote may have other reasons.
 */
export type StopReason = CancelReason | EarlyReason['reason'] | 'budget';

/** How a job ends that was stopped for a reason. */
export const STATUS_OF_STOP: Readonly<Record<StopReason, JobEnd['status']>> = {
  user: 'cancelled',
  shutdown: 'interrupted',
  max_cost_usd: 'cancelled',
  max_tokens: 'cancelled',
  max_seconds: 'cancelled',
  max_failures: 'error',
  refused: 'error',
  decided: 'done',
  budget: 'done',
};

/** Why a job ended before its work was done; what else is in it depends on the reason. */
export type Stopped = JsonObject & { readonly reason: string };

/** The dataset that a job's names resolve to. */
export interface ResolvedDataset {
  readonly datasetPath: string;
  /** Hex. */
  readonly datasetSha256: string;
  /** Rows in the file. */
  readonly exampleCount: number;
}

/** What the files were that a job was made with, as SHA-256 in hex; `null` where it was not recorded, or there is none. */
export interface SourceHashes {
  /** Of the program's module, and of what it imports from its project. */
  readonly programSha256: string | null;
  /** The same of the metrics' module; `null` for a job without metrics. */
  readonly metricsSha256: string | null;
  readonly promptSha256: string | null;
}

/** How a job was made to go on after it had ended. */
export interface Resumption {
  readonly at: string;
  /** Whether failed trials and scorings are made again. */
  readonly retriesFailed: boolean;
  /** How long the job was at work before; absent where that was not recorded. */
  readonly workedSeconds?: number;
}

/** A job, without its events. */
export interface Job {
  readonly id: string;
  readonly spec: JobSpec;
  readonly status: JobStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Why it ended in `error` or `interrupted`. */
  readonly error: string | null;
  /** Set where something ended it early: a cancel, or the end of the process that ran it. */
  readonly stopped: Stopped | null;
  readonly projectsRoot: string;
  readonly datasetPath: string;
  readonly datasetSha256: string;
  /** Rows in the dataset's file; absent where it was not recorded. */
  readonly exampleCount?: number;
  readonly sources: SourceHashes;
  /** The last time that it was resumed; `null` where it never was. */
  readonly resumed: Resumption | null;
  /** The job whose stored outputs it scores, where it makes no trials of its own. */
  readonly scoredFrom?: string;
  /** Models of which nobody knows the price; absent where there are none. */
  readonly unpricedModels?: readonly string[];
  /** What its calls of models cost, in US dollars, once it has ended; `null` where that is not known, absent where it was not recorded. */
  readonly costUsd?: number | null;
  /** Trials that one step takes; `null` where it was not recorded. */
  readonly plannedTrials: number | null;
  /** Scorings that one step takes; `null` where it was not recorded. */
  readonly plannedScorings: number | null;
  /** Those of them that ask a model; absent where none does, and in archives that do not say it. */
  readonly plannedJudgings?: number;
  /** How the rows of a search are divided; absent where they are not. */
  readonly parts?: SearchParts;
  readonly assayVersion: string | null;
  /** Other fields of its manifest, kept as they are: other programs write fields of their own. */
  readonly extra: JsonObject;
}

/** How a job ended. */
export interface JobEnd {
  readonly status: 'done' | 'error' | 'cancelled' | 'interrupted';
  readonly finishedAt: string;
  readonly error: string | null;
  /** Present where something ended it early. */
  readonly stopped?: Stopped;
  /** See `Job`. */
  readonly costUsd?: number | null;
}

/** Whether a job with this status has ended. */
export function isSettled(status: JobStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** The end of something that started at `startedAt`: a clock that was set back in between does not show. */
export function endAfter(startedAt: string, finishedAt: string): string {
  return Date.parse(finishedAt) < Date.parse(startedAt) ? startedAt : finishedAt;
}

/** The job in its next state. Throws `illegal_move` where the move is not legal. */
export function moveJob(
  job: Job,
  status: JobStatus,
  change: Partial<Pick<Job, 'startedAt' | 'finishedAt' | 'error' | 'stopped' | 'resumed' | 'costUsd'>> = {},
): Job {
  if (!MOVES[job.status].includes(status))
    throw new AssayError('illegal_move', `job ${job.id} is ${job.status} and can't become ${status}`);

  const moved = { ...job, ...change, status };
  return moved.finishedAt === null ? moved : { ...moved, finishedAt: endAfter(moved.startedAt, moved.finishedAt) };
}
