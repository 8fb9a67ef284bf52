import { RunNotFoundError } from '../domain/errors.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { Job } from '../domain/job.ts';
import type { RunSummary } from '../domain/run.ts';
import type { Summary } from '../evaluation/summary.ts';
import type { RunDataDto } from './run-data.dto.ts';
import { importedRunData, jobRunData, stepRunData } from './run-data.ts';
import { runProgress, workOfJob, workPerStep, type RunProgress } from './run-progress.ts';
import type { RunRef } from './run-ref.ts';
import { WorkTally } from './work-tally.ts';

/** A run that has ended. */
export interface FinishedRun {
  readonly data: RunDataDto;
  readonly progress: RunProgress;
}

/** A settled job, or a step of one. Throws `run_not_found` where it never came to that step. */
export async function finishedRun(store: JobStore, job: Job, run: RunRef): Promise<FinishedRun> {
  return run.stepIndex === null ? finishedJob(store, job) : finishedStep(store, job, run);
}

export function importedRun(run: RunSummary): FinishedRun {
  return { data: importedRunData(run), progress: runProgress(run.sampleCount, run.sampleCount, true) };
}

async function finishedJob(store: JobStore, job: Job): Promise<FinishedRun> {
  const summary: Partial<Summary> | null = await store.summary(job.id);
  const trials = summary?.trial_count ?? 0;
  const progress = runProgress(trials + (summary?.scoring_count ?? 0), workOfJob(job), true);
  return { data: jobRunData(job, trials, summary), progress };
}

async function finishedStep(store: JobStore, job: Job, { jobId, stepIndex, runId }: RunRef): Promise<FinishedRun> {
  const tally = new WorkTally();
  if (job.spec.kind === 'optimize') for await (const batch of store.read(jobId, 0)) tally.add(batch);
  const step = tally.step(stepIndex ?? 0);
  if (step === undefined) throw new RunNotFoundError(runId);
  return { data: stepRunData(job, step), progress: runProgress(step.trials + step.scorings, workPerStep(job), true) };
}
