import type { ComparisonRequest } from '../statistics/comparison-request.ts';
import type { Disagreement, MetricDistribution } from '../statistics/score-distributions.ts';
import type { ComparisonContext } from './comparison-wire.ts';
import type { ComparisonDto } from './comparison.dto.ts';
import type { PackedRuns } from './packed-runs.ts';

/** What a worker thread needs to compare. */
export interface ComparisonTask {
  readonly runs: PackedRuns;
  readonly request: Omit<ComparisonRequest, 'runs'>;
  readonly context: ComparisonContext;
}

/** A comparison with what a report draws beside it. */
export interface ComparisonFindings {
  readonly body: ComparisonDto;
  readonly distributions: readonly MetricDistribution[];
  readonly disagreements: readonly Disagreement[];
}
