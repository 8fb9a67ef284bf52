import { RunNotFoundError } from '../../domain/errors.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import { plannedWork, workPerStep } from '../../domain/job-progress.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { Run, RunSummary } from '../../domain/run.ts';
import { foldEvents, parseRunId, runFiguresOf, runIdOf, type RunRef, runSummaryOfJob } from '../../domain/run-of-job.ts';
import type { RunStore } from '../../domain/run-store.ts';
import { type RunFields, runFields } from '../../http/run-fields.dto.ts';
import type { JobFold } from '../../evaluation/job-fold.ts';
import type { StepFigures } from '../../evaluation/step-fold.ts';
import type { Summary } from '../../evaluation/summary.ts';
import type { RunDataDto } from './run-data.dto.ts';

/** A run among jobs, with its id. */
export interface NamedRun extends RunRef {
  readonly runId: string;
}

/** How far a run has come, in trials and scorings. */
export interface RunProgress {
  /** From 0 to 1; 1 also for a run that ended before all was done. */
  readonly progress: number;
  readonly completed: number;
  /** `null` if it was not recorded how much there is to do. */
  readonly total: number | null;
}

const MAX_ERROR_CHARS = 10_000;

/** What has been done. */
interface Work {
  readonly trials: number;
  readonly scorings: number;
}

/** A run that has ended. */
export interface FinishedRun {
  readonly data: RunDataDto;
  readonly progress: RunProgress;
  readonly hasEvents: boolean;
}

/** The fields of the class `RunDataDto`, which is never made. */
type RunData = Pick<RunDataDto, keyof RunDataDto>;

export interface RunSources {
  readonly store: JobStore;
  readonly runs: RunStore;
}

/** The run with this id; one that can't be of a job is taken for a job that does not exist. */
export function namedRun(runId: string): NamedRun {
  return { ...(parseRunId(runId) ?? { jobId: runId, stepIndex: null }), runId };
}

export function stepRun(jobId: string, stepIndex: number): NamedRun {
  return { runId: runIdOf({ jobId, stepIndex }), jobId, stepIndex };
}

/**
 * A settled job, a step of one, or a run that no job made; `job` is the one that the id names, if it exists. Throws
 * `run_not_found`, also for a step that was deleted.
 */
export async function finishedRun({ store, runs }: RunSources, run: NamedRun, job: Job | undefined): Promise<FinishedRun> {
  const settled = job !== undefined && isSettled(job.status) ? job : undefined;
  const listed = await runs.find(run.runId);
  if (settled !== undefined && run.stepIndex === null) return finishedJob(store, settled, listed);

  const step = settled?.spec.kind === 'optimize' ? (await foldOf(store, settled)).step(run.stepIndex ?? 0) : undefined;
  // A finished step that is not listed was deleted.
  if (settled !== undefined && step !== undefined && !(step.isFinished && listed === undefined))
    return { data: stepRunData(settled, step), progress: stepProgress(settled, step, true), hasEvents: true };

  if (step !== undefined || listed === undefined) throw new RunNotFoundError(run.runId);
  return importedRun(listed);
}

/** `undefined` for a run that may still come: a job that has ended gets no more steps. */
export async function foundRun(sources: RunSources, run: NamedRun, job: Job | undefined): Promise<FinishedRun | undefined> {
  try {
    return await finishedRun(sources, run, job);
  } catch (error) {
    if (error instanceof RunNotFoundError && job === undefined) return undefined;
    throw error;
  }
}

export function isUnderWay({ data }: FinishedRun): boolean {
  return data.status === 'in_progress';
}

/** A job as a run, from its events. */
export function jobRunData(job: Job, fold: JobFold): RunDataDto {
  const best = isSettled(job.status) ? fold.bestStep : null;
  const bestRunId = best === null ? null : stepRun(job.id, best.stepIndex).runId;
  return { ...ofJob(job, runSummaryOfJob(job, null, runFiguresOf(fold.total))), best_run_id: bestRunId };
}

/** A step of an optimize job as a run. */
export function stepRunData(job: Job, step: StepFigures): RunDataDto {
  const run = runSummaryOfJob(job, step.stepIndex, runFiguresOf(step));
  const error = step.isFinished ? null : job.error;
  return { ...ofJob(job, run), finished_at: null, step_index: step.stepIndex, error };
}

/** How far a job has come. An optimize job may end earlier: its total is the most that it may take. */
export function jobProgress(job: Job, counts: Work, isOver: boolean): RunProgress {
  return progressOf(counts.trials + counts.scorings, plannedWork(job), isOver);
}

/** How far a step has come. */
export function stepProgress(job: Job, step: StepFigures, isOver: boolean): RunProgress {
  return progressOf(step.trials + step.scorings, workPerStep(job, step.holdoutOf !== null), isOver);
}

/**
 * The store of runs and the summary have all that there is to say of a job without steps; the events are only read where one of
 * them is missing, and for a search, whose summary averages by another rule.
 */
async function finishedJob(store: JobStore, job: Job, listed: RunSummary | undefined): Promise<FinishedRun> {
  const summary: Partial<Summary> | null = job.spec.kind === 'optimize' ? null : await store.summary(job.id);
  if (listed !== undefined && summary?.trial_count !== undefined && summary.scoring_count !== undefined) {
    const work = { trials: summary.trial_count, scorings: summary.scoring_count };
    return { data: ofJob(job, listed), progress: jobProgress(job, work, true), hasEvents: true };
  }
  const fold = await foldOf(store, job);
  return { data: jobRunData(job, fold), progress: jobProgress(job, fold.counts, true), hasEvents: true };
}

async function foldOf(store: JobStore, { id, spec }: Job): Promise<JobFold> {
  return foldEvents(store.read(id, 0), spec);
}

/** A run that no job of ours made. */
export function importedRun(run: Run): FinishedRun {
  const noJob = { finished_at: null, job_id: null, kind: null, step_index: null, best_run_id: null };
  return {
    data: { ...fieldsOf(run), ...noJob, error: saidError(run) },
    progress:
      run.status === 'in_progress'
        ? progressOf(run.sampleCount, run.totalSamples, false)
        : progressOf(run.totalSamples, run.totalSamples, true),
    hasEvents: false,
  };
}

/** What its files say of why it failed; Themis writes `error_message`. */
function saidError({ status, metadata }: Run): string | null {
  if (status !== 'failed' && status !== 'cancelled') return null;
  const said = [metadata.error_message, metadata.error].find((text) => typeof text === 'string' && text !== '');
  if (typeof said !== 'string') return null;
  return said.length > MAX_ERROR_CHARS ? `${said.slice(0, MAX_ERROR_CHARS)}…` : said;
}

function ofJob(job: Job, run: RunSummary): RunData {
  return {
    ...fieldsOf(run),
    finished_at: job.finishedAt,
    job_id: job.id,
    kind: job.spec.kind,
    step_index: null,
    best_run_id: null,
    error: job.error,
  };
}

/** The means of a run in progress are left out: they change with every event. */
function fieldsOf(run: RunSummary): RunFields {
  const isMoving = run.source === 'job' && run.status === 'in_progress';
  return { ...runFields(run), ...(isMoving ? { metrics: {} } : {}) };
}

function progressOf(completed: number, total: number | null, isOver: boolean): RunProgress {
  const share = total === null || total === 0 ? 0 : Math.min(1, completed / total);
  return { progress: isOver ? 1 : share, completed, total };
}
