import type { ProposalPayload, StepSummary } from './event.ts';
import type { ReplicateNoise, WeakExample } from './step-observer.ts';

/** A finished step, with everything the next proposal may learn from it. */
export interface TrajectoryStep {
  readonly index: number;
  readonly proposal: ProposalPayload;
  /** `summary.overall.mean`. */
  readonly score: number | null;
  /** See `StepFigures`. */
  readonly worstScore: number | null;
  readonly summary: StepSummary;
  /** By metric; a metric that scored no example twice is absent. */
  readonly noise: ReadonlyMap<string, ReplicateNoise>;
  /** The weakest first. */
  readonly weakest: readonly WeakExample[];
}

/** The steps of a search in order, the baseline first. */
export type Trajectory = readonly TrajectoryStep[];

/** The first step with the highest score, where what could not be scored counts as 0; the baseline where none has a score. */
export function bestTried(trajectory: Trajectory): TrajectoryStep | undefined {
  return trajectory.reduce<TrajectoryStep | undefined>(
    (best, step) => (best === undefined || (step.worstScore ?? -Infinity) > (best.worstScore ?? -Infinity) ? step : best),
    undefined,
  );
}
