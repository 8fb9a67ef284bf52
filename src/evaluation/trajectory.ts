import type { ProposalPayload, StepSummary } from './event.ts';
import type { ReplicateNoise, WeakExample } from './step-observer.ts';

/** A finished step, with everything the next proposal may learn from it. */
export interface TrajectoryStep {
  readonly index: number;
  readonly proposal: ProposalPayload;
  /** `summary.overall.mean`. */
  readonly score: number | null;
  readonly summary: StepSummary;
  /** By metric; a metric that scored no example twice is absent. */
  readonly noise: ReadonlyMap<string, ReplicateNoise>;
  /** The weakest first. */
  readonly weakest: readonly WeakExample[];
}

/** The steps of a search in order, the baseline first. */
export type Trajectory = readonly TrajectoryStep[];

/** The first step with the highest score; the baseline where none has a score. */
export function bestTried(trajectory: Trajectory): TrajectoryStep | undefined {
  return trajectory.reduce<TrajectoryStep | undefined>(
    (best, step) => (best === undefined || (step.score ?? -Infinity) > (best.score ?? -Infinity) ? step : best),
    undefined,
  );
}
