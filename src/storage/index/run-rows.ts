import { hash, randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Job } from '../../domain/job.ts';
import {
  datasetOf,
  experimentIdOf,
  newJobFold,
  runFiguresOf,
  runIdOf,
  type RunFigures,
  runMetadataOf,
  runStatusOf,
} from '../../domain/run-of-job.ts';
import { resultKindOf } from '../../domain/result.ts';
import type { RunSource } from '../../domain/run.ts';
import { jobName, runName } from '../../domain/run-name.ts';
import type { IndexDatabase } from './index-database.ts';
import { type JobsTable, query, type RunsTable } from './index-schema.ts';

/** The state of a run whose log is still being read. */
export const BEING_READ = 'being read';

/** Scopes of runs that nobody sees begin with this, and no others do: those that are not whole yet, and those that are gone. */
export const DRAFT_SCOPE = 'draft:';

/** What a row of a job says beside its state in the index. */
export type JobRow = Omit<JobsTable, 'stamp' | keyof LogState>;

/** What a row of a job says of its log: how far it is in the index, and what was counted in it. */
export type LogState = Pick<
  JobsTable,
  | 'log_stamp'
  | 'log_inode'
  | 'next_seq'
  | 'log_bytes'
  | 'trials'
  | 'failed_trials'
  | 'work'
  | 'cost'
  | 'best_step'
  | 'told_step'
>;

/** Of a log of which nothing is in the index. */
export const NO_LOG: LogState = {
  log_stamp: null,
  log_inode: null,
  next_seq: 0,
  log_bytes: 0,
  trials: 0,
  failed_trials: 0,
  work: 0,
  cost: null,
  best_step: null,
  told_step: null,
};

export type RunRow = Omit<Insertable<RunsTable>, 'run_no'>;

/** A job as its row in the index. */
export function jobRow(scope: string, job: Job): JobRow {
  const { spec } = job;
  const name = jobName(spec);
  return {
    scope,
    job_id: job.id,
    instant: instantOf(job.startedAt),
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    kind: spec.kind,
    status: job.status,
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    examples: spec.examples,
    model: spec.model,
    experiment_id: experimentIdOf(spec),
    result_kind: resultKindOf(job),
    name,
    label: spec.label ?? null,
    search: searchText(job.id, name, spec.project, spec.program, spec.prompt, spec.examples, spec.model, spec.experimentId),
    document: JSON.stringify(job),
  };
}

/** What is known of the events of a run. */
export interface RowFigures {
  readonly counted: RunFigures;
  /** As `runs.figures` has them. */
  readonly figures: string | null;
  /** Whether more of its log is still to be read. */
  readonly isBeingRead?: boolean;
}

/** A job, or a step of one, as its row among the runs. */
export function runRowOfJob(
  scope: string,
  job: Job,
  stepIndex: number | null,
  { counted, figures, isBeingRead = false }: RowFigures,
): RunRow {
  const { spec } = job;
  const runId = runIdOf({ jobId: job.id, stepIndex });
  const experimentId = experimentIdOf(spec);
  const name = runName(spec, stepIndex, counted.holdoutOf);
  const dataset = datasetOf(spec, counted.holdoutOf);
  return {
    scope,
    run_id: runId,
    source: 'job',
    origin: job.id,
    step_index: stepIndex ?? -1,
    holdout_of: counted.holdoutOf,
    is_listed: stepIndex === null || counted.isFinished ? 1 : 0,
    hide_key: hideKey('job', runId),
    experiment_id: experimentId,
    status: stepIndex !== null && counted.isFinished ? 'completed' : runStatusOf(job),
    instant: instantOf(job.startedAt),
    created_at: job.startedAt,
    name,
    label: spec.label ?? null,
    kind: spec.kind,
    project: spec.project,
    program: spec.program,
    prompt: spec.prompt,
    model: spec.model,
    dataset,
    search: searchText(runId, name, experimentId, spec.project, spec.program, spec.prompt, dataset, spec.model),
    num_samples: counted.sampleCount,
    total_samples: counted.totalSamples,
    failed_samples: counted.failedTrials,
    metrics: JSON.stringify(counted.metrics),
    spreads: JSON.stringify(counted.spreads),
    figures,
    calls: JSON.stringify(counted.calls),
    metadata: JSON.stringify(runMetadataOf(job, stepIndex, counted)),
    stamp: isBeingRead ? BEING_READ : '',
    digest: '',
  };
}

/**
 * Writes the row of a run and returns its number. Where what is there of its samples is not to be kept, the run gets a new number, so
 * that nothing that was derived from them is taken for its own.
 */
export function putRun(database: IndexDatabase, row: RunRow, samples: 'keep' | 'remove'): number {
  const { scope, source, origin, step_index: stepIndex } = row;
  const known = database.first(
    query
      .selectFrom('runs')
      .select('run_no')
      .where('scope', '=', scope)
      .where('source', '=', source)
      .where('origin', '=', origin)
      .where('step_index', '=', stepIndex),
  );
  if (known !== undefined && samples === 'remove') retireRuns(database, [known.run_no]);
  if (known === undefined || samples === 'remove') return database.run(query.insertInto('runs').values(row)).lastRowNo;
  database.run(query.updateTable('runs').set(row).where('run_no', '=', known.run_no));
  return known.run_no;
}

/** Writes what changes with each batch of events of a run that goes on. */
export function writeCounts(database: IndexDatabase, runNo: number, counted: RunFigures): void {
  database
    .statement(
      'UPDATE runs SET num_samples = ?, total_samples = ?, failed_samples = ?, metrics = ?, spreads = ?, calls = ?, figures = NULL WHERE run_no = ?',
    )
    .run(
      counted.sampleCount,
      counted.totalSamples,
      counted.failedTrials,
      JSON.stringify(counted.metrics),
      JSON.stringify(counted.spreads),
      JSON.stringify(counted.calls),
      runNo,
    );
}

/** Makes the row of a run whose log is still to be read, unless it has one. */
export function announceRun(database: IndexDatabase, scope: string, job: Job): void {
  const counted = runFiguresOf(newJobFold(job.spec).total);
  const row = runRowOfJob(scope, job, null, { counted, figures: null, isBeingRead: true });
  database.run(
    query
      .insertInto('runs')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Takes runs out of all lists, at once; their rows stay until `sweepDrafts` comes, since a large one has millions. */
export function retireRuns(database: IndexDatabase, runNos: readonly number[]): void {
  for (const runNo of runNos) {
    const gone = { scope: `${DRAFT_SCOPE}${randomUUID()}`, is_listed: 0, instant: 0 };
    database.run(query.updateTable('runs').set(gone).where('run_no', '=', runNo));
  }
}

/** The name under which a deleted run is remembered, among all runs of its source. */
export function hideKey(source: RunSource, key: string): string {
  return hash('sha256', `${source}:${key}`);
}

/** What a search in a list looks at. */
export function searchText(...parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join('\n')
    .toLowerCase();
}

/** ISO 8601 as milliseconds since 1970; `null` where it can't be read. */
export function instantOf(time: string | null): number | null {
  const instant = time === null ? NaN : Date.parse(time);
  return Number.isNaN(instant) ? null : instant;
}
