import { totalCost, totalTokens } from '../evaluation/call-totals.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import type { Job } from './job.ts';

/** How far a running job is. Work is trials and scorings together, as over the WebSocket. */
export interface JobProgress {
  readonly completed: number;
  /** Of a search the most that it may take; `null` where it was not recorded. */
  readonly total: number | null;
  /** Calls of models that are under way, those included that wait for their turn. */
  readonly in_flight: number;
  /** Work a second since the job began, or went on; `null` before there is any. */
  readonly rate: number | null;
  readonly eta_seconds: number | null;
  /** Why no call of a model goes on now. */
  readonly waiting: string | null;
  /** Of all calls so far; `null` where it is not known. */
  readonly cost_usd: number | null;
  readonly tokens: number;
}

/** What it takes to tell how far a job is. */
export interface JobAtWork {
  readonly job: Job;
  readonly fold: JobFold;
  readonly waiting: string | null;
  readonly inFlight: number;
  /** Work that was done before this run of it. */
  readonly before: number;
  /** Seconds that it has been running. */
  readonly seconds: number;
}

/** Only counts, so that it may be asked for at any time. */
export function jobProgressOf({ job, fold, waiting, inFlight, before, seconds }: JobAtWork): JobProgress {
  const { counts } = fold;
  const completed = workDone(fold);
  const total = plannedWork(job);
  const left = total === null ? null : Math.max(0, total - completed);
  const done = completed - before;
  const rate = done > 0 && seconds > 0 ? done / seconds : null;
  return {
    completed,
    total,
    in_flight: inFlight,
    rate,
    eta_seconds: left === null || rate === null || waiting !== null ? null : left / rate,
    waiting,
    cost_usd: totalCost(counts.calls),
    tokens: totalTokens(counts.calls),
  };
}

/** Trials and scorings that a fold has counted. */
export function workDone({ counts }: JobFold): number {
  return counts.trials + counts.scorings;
}

/** Trials and scorings of a whole job, of a search the most that it may take; `null` where it was not recorded. */
export function plannedWork(job: Job): number | null {
  const perStep = workPerStep(job);
  if (perStep === null || job.spec.kind !== 'optimize') return perStep;
  const ofTest = (job.parts?.holdout ?? null) === null ? 0 : (workPerStep(job, true) ?? 0);
  return perStep * (1 + (job.spec.steps ?? 0)) + HELD_OUT_STEPS * ofTest;
}

/** Trials and scorings of one step, or of a whole job without steps. */
export function workPerStep(job: Job, isHeldOut = false): number | null {
  const { plannedTrials, plannedScorings, spec } = job;
  if (plannedTrials === null) return null;
  const work = plannedTrials + (plannedScorings ?? plannedTrials * (spec.metrics?.length ?? 0));
  if (!isHeldOut) return work;
  return plannedTrials === 0 ? 0 : Math.round((work * (plannedTrialsOf(job, true) ?? 0)) / plannedTrials);
}

/** Trials of one step, of the search or of the test on held-out rows; `null` where it was not recorded. */
export function plannedTrialsOf(
  { plannedTrials, parts, spec }: Pick<Job, 'plannedTrials' | 'parts' | 'spec'>,
  isHeldOut: boolean,
): number | null {
  return isHeldOut ? (parts?.holdout ?? 0) * spec.repeats : plannedTrials;
}

/** The baseline, and the candidate that was selected. */
export const HELD_OUT_STEPS = 2;
