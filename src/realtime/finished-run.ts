import { RunNotFoundError } from '../domain/errors.ts';
import type { JobStore } from '../domain/job-store.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { RunStore } from '../domain/run-store.ts';
import type { RunSummary } from '../domain/run.ts';
import type { Summary } from '../evaluation/summary.ts';
import type { RunDataDto } from './run-data.dto.ts';
import { importedRunData, jobRunData, stepRunData } from './run-data.ts';
import { runProgress, workOfJob, workPerStep, type RunProgress } from './run-progress.ts';
import type { RunRef } from './run-ref.ts';
import { WorkTally, type StepWork } from './work-tally.ts';

/** A run that has ended. */
export interface FinishedRun {
  readonly data: RunDataDto;
  readonly progress: RunProgress;
  readonly hasEvents: boolean;
}

export interface FinishedWorld {
  readonly store: JobStore;
  /** Absent where there are no runs but jobs and their steps. */
  readonly runs: RunStore | undefined;
}

/**
 * A settled job, a step of one, or a run that no job made; `job` is the one that the id names, if there is one. Throws
 * `run_not_found`, for a step that was deleted as well.
 */
export async function finishedRun({ store, runs }: FinishedWorld, run: RunRef, job: Job | undefined): Promise<FinishedRun> {
  const settled = job !== undefined && isSettled(job.status) ? job : undefined;
  if (settled !== undefined && run.stepIndex === null) return finishedJob(store, settled);
  const step = settled && (await stepOf(store, settled, run));
  const listed = await runs?.find(run.runId);
  if (settled !== undefined && step !== undefined) {
    const isDeleted = runs !== undefined && listed === undefined && step.means !== null;
    if (!isDeleted) return finishedStep(settled, step);
  } else if (listed !== undefined) {
    return importedRun(listed);
  }
  throw new RunNotFoundError(run.runId);
}

async function finishedJob(store: JobStore, job: Job): Promise<FinishedRun> {
  const summary: Partial<Summary> | null = await store.summary(job.id);
  const trials = summary?.trial_count ?? 0;
  const progress = runProgress(trials + (summary?.scoring_count ?? 0), workOfJob(job), true);
  return { data: jobRunData(job, trials, summary), progress, hasEvents: true };
}

async function stepOf(store: JobStore, job: Job, { jobId, stepIndex }: RunRef): Promise<StepWork | undefined> {
  const tally = new WorkTally();
  if (job.spec.kind === 'optimize') for await (const batch of store.read(jobId, 0)) tally.add(batch);
  return tally.step(stepIndex ?? 0);
}

function finishedStep(job: Job, step: StepWork): FinishedRun {
  const progress = runProgress(step.trials + step.scorings, workPerStep(job), true);
  return { data: stepRunData(job, step), progress, hasEvents: true };
}

function importedRun(run: RunSummary): FinishedRun {
  return { data: importedRunData(run), progress: runProgress(run.sampleCount, run.sampleCount, true), hasEvents: false };
}
