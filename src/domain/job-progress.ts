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
  return perStep === null || job.spec.kind !== 'optimize' ? perStep : perStep * (1 + (job.spec.steps ?? 0));
}

/** Trials and scorings of one step, or of a whole job without steps. */
export function workPerStep({ plannedTrials, plannedScorings, spec }: Job): number | null {
  if (plannedTrials === null) return null;
  return plannedTrials + (plannedScorings ?? plannedTrials * (spec.metrics?.length ?? 0));
}
