import type { Job } from '../domain/job.ts';

/** How far a run has come, in trials and scorings. */
export interface RunProgress {
  /** From 0 to 1; 1 also for a run that has ended before all was done. */
  readonly progress: number;
  readonly completed: number;
  /** `null` where nobody recorded how much there is to do. */
  readonly total: number | null;
}

/** Trials and scorings that a step takes, or the whole of a job without steps. */
export function workPerStep({ plannedTrials, plannedScorings, spec }: Job): number | null {
  if (plannedTrials === null) return null;
  return plannedTrials + (plannedScorings ?? plannedTrials * (spec.metrics?.length ?? 0));
}

/** Trials and scorings that a job takes; of an optimize job, which may end earlier, the most. */
export function workOfJob(job: Job): number | null {
  const perStep = workPerStep(job);
  return perStep === null || job.spec.kind !== 'optimize' ? perStep : perStep * (1 + (job.spec.steps ?? 0));
}

export function runProgress(completed: number, total: number | null, isOver: boolean): RunProgress {
  const share = total === null || total === 0 ? 0 : Math.min(1, completed / total);
  return { progress: isOver ? 1 : share, completed, total };
}
