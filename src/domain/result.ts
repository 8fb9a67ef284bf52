import type { Interval } from '../statistics/interval.ts';
import type { JobKind } from './job-fields.ts';
import type { Job, JobStatus } from './job.ts';
import type { ListSort, PageQuery } from './list-query.ts';

/** What the list of results has: jobs by what they do, steps of searches, and runs that were made elsewhere. */
export const RESULT_KINDS = ['run', 'evaluate', 'optimize', 'score', 'step', 'import', 'themis'] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

/** What the list can be sorted by, beside `metric.<name>`. */
export const RESULT_SORTS = [
  'started_at',
  'finished_at',
  'name',
  'kind',
  'status',
  'experiment_id',
  'project',
  'program',
  'prompt',
  'model',
  'dataset',
  'total_samples',
  'failed_samples',
  'cost_usd',
] as const;

/** Which steps of searches stand in the list, beside the searches themselves. */
export const LISTED_STEPS = ['none', 'best', 'all'] as const;
export type ListedSteps = (typeof LISTED_STEPS)[number];

/** Fields that have to be the same. */
export interface ResultFields {
  readonly kind?: ResultKind;
  readonly status?: JobStatus;
  readonly project?: string;
  readonly program?: string;
  readonly prompt?: string;
  readonly dataset?: string;
  readonly model?: string;
  readonly experimentId?: string;
}

/** Which results to list; an absent condition matches all. */
export interface ResultQuery extends PageQuery, ResultFields {
  readonly limit: number;
  /** Results to leave out before the first; not with a cursor. */
  readonly offset?: number;
  readonly steps: ListedSteps;
  /** Words that its id, name, experiment, project, program, prompt, dataset or model must have, in upper or lower case. */
  readonly q?: string;
  /** Newest first without it. */
  readonly sort?: ListSort<(typeof RESULT_SORTS)[number] | { readonly metric: string }>;
}

/** A mean over examples, with its 95 % interval by Student's t: `null` below two examples. */
export interface ResultMetric {
  readonly mean: number;
  readonly interval: Interval | null;
  readonly n: number;
}

/** A job, a step of one, or a run from elsewhere, as one list has them all; `null` where it does not apply or was not recorded. */
export interface Result {
  /** Of the job, or of the run. */
  readonly id: string;
  /** The run that can be compared. */
  readonly runId: string | null;
  readonly jobId: string | null;
  readonly kind: ResultKind;
  readonly name: string;
  readonly label: string | null;
  readonly status: JobStatus;
  readonly experimentId: string;
  readonly project: string | null;
  readonly program: string | null;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly dataset: string | null;
  /** Of a search those of its best step, on held-out rows where there are some. */
  readonly metrics: Readonly<Record<string, ResultMetric>>;
  /** Of a search over all of its steps. */
  readonly totalSamples: number;
  readonly failedSamples: number;
  /** Trials and scorings of a job, and how many it takes at most. */
  readonly completed: number | null;
  readonly planned: number | null;
  readonly costUsd: number | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: string | null;
  readonly stepIndex: number | null;
  /** Steps of a search that have ended. */
  readonly steps: number | null;
  readonly bestStepRunId: string | null;
  /** Set while its log is still being read. */
  readonly isBeingRead?: true;
}

export interface ResultPage {
  readonly results: readonly Result[];
  /** All that match. */
  readonly total: number;
  readonly nextCursor: string | null;
}

/** What a job does, in the words of the list: one that scores the outputs of another makes none of its own. */
export function resultKindOf({ spec, scoredFrom }: Pick<Job, 'spec' | 'scoredFrom'>): JobKind | 'score' {
  return scoredFrom === undefined ? spec.kind : 'score';
}
