import type { JsonObject } from '../evaluation/json.ts';
import { AssayError } from './errors.ts';
import type { JobSpec } from './job-fields.ts';
import type { Place } from './newest-first.ts';

export const JOB_STATUSES = ['queued', 'running', 'done', 'error', 'cancelled', 'interrupted'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The only moves there are. A job that ended can be resumed, unless it is done. */
const MOVES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'cancelled', 'interrupted', 'error'],
  running: ['done', 'error', 'cancelled', 'interrupted'],
  done: [],
  error: ['queued', 'running'],
  cancelled: ['queued', 'running'],
  interrupted: ['queued', 'running'],
};

/** What a job's names were found to mean. */
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
  readonly projectsRoot: string;
  readonly datasetPath: string;
  readonly datasetSha256: string;
  /** Trials that it takes in all, a step; `null` where nobody recorded it. */
  readonly plannedTrials: number | null;
  /** Scorings that it takes in all, a step; `null` where nobody recorded it. */
  readonly plannedScorings: number | null;
  readonly assayVersion: string | null;
  /** What else its manifest holds, kept as it is: other writers have fields of their own. */
  readonly extra: JsonObject;
}

/** How a job ended. */
export interface JobEnd {
  readonly status: 'done' | 'error' | 'cancelled' | 'interrupted';
  readonly finishedAt: string;
  readonly error: string | null;
}

/** What lists of jobs are ordered by. */
export function placeOfJob({ id, startedAt }: Job): Place {
  return { time: startedAt, id };
}

/** Whether nothing more will happen to it by itself. */
export function isSettled(status: JobStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** The job in its next state. Throws `illegal_move` where there is no such move. */
export function moveJob(
  job: Job,
  status: JobStatus,
  change: Partial<Pick<Job, 'startedAt' | 'finishedAt' | 'error'>> = {},
): Job {
  if (!MOVES[job.status].includes(status))
    throw new AssayError('illegal_move', `job ${job.id} is ${job.status} and can't become ${status}`);

  return { ...job, ...change, status };
}
