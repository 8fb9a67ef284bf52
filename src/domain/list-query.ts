import type { JobKind } from './job-fields.ts';
import type { Job, JobStatus } from './job.ts';
import type { RunStatus, RunSummary } from './run.ts';

/** What the list of jobs can be sorted by; by their start it is newest first unless it says otherwise. */
export const JOB_SORTS = ['started_at', 'finished_at', 'name', 'project', 'kind', 'status', 'model'] as const;

/** What the list of runs can be sorted by, beside `metric.<name>`. */
export const RUN_SORTS = [
  'created_at',
  'name',
  'experiment_id',
  'status',
  'model',
  'num_samples',
  'total_samples',
  'failed_samples',
] as const;

/** Which part of a list. */
export interface PageQuery {
  /** All that are left without it. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface ListSort<Field> {
  readonly by: Field;
  readonly isDescending: boolean;
}

/** Which jobs to list; an absent condition matches all. */
export interface JobQuery extends PageQuery {
  readonly project?: string;
  readonly kind?: JobKind;
  readonly status?: JobStatus;
  /** Words that its id, name, project, program, prompt, dataset or model must have, in upper or lower case. */
  readonly q?: string;
  /** Newest first without it. */
  readonly sort?: ListSort<(typeof JOB_SORTS)[number]>;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}

/** Which runs to list; an absent condition matches all. */
export interface RunQuery extends PageQuery {
  readonly experimentId?: string;
  readonly status?: RunStatus;
  /** As for jobs, in its id and experiment too. */
  readonly q?: string;
  readonly sort?: ListSort<(typeof RUN_SORTS)[number] | { readonly metric: string }>;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
}

/** How far what is derived from the logs has come. */
export interface IndexState {
  /** `building` while it follows the logs, `stalled` where it can't be written. */
  readonly state: 'ready' | 'building' | 'stalled';
  /** The part of the logs' bytes that it has, 0 to 1. */
  readonly done: number;
  /** Whether it is kept in memory or a temporary folder, because the storage folder can't be used. */
  readonly isTemporary: boolean;
}
