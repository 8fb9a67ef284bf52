import type { JsonObject } from '../evaluation/json.ts';
import { AssayError } from './errors.ts';
import type { JobSpec } from './job-fields.ts';

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

/** Who or what ended a job early. A manifest that another version wrote may have other reasons. */
export type StopReason = 'user' | 'shutdown';

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
  /** Trials that one step takes; `null` where it was not recorded. */
  readonly plannedTrials: number | null;
  /** Scorings that one step takes; `null` where it was not recorded. */
  readonly plannedScorings: number | null;
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
}

/** Whether a job with this status has ended. */
export function isSettled(status: JobStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** The job in its next state. Throws `illegal_move` where the move is not legal. */
export function moveJob(
  job: Job,
  status: JobStatus,
  change: Partial<Pick<Job, 'startedAt' | 'finishedAt' | 'error' | 'stopped'>> = {},
): Job {
  if (!MOVES[job.status].includes(status))
    throw new AssayError('illegal_move', `job ${job.id} is ${job.status} and can't become ${status}`);

  return { ...job, ...change, status };
}
