import type { ComparisonPlan } from '../statistics/comparison-request.ts';
import type { MetricQuestion } from '../statistics/metric-power.ts';
import type { ComparisonContext } from './comparison-wire.ts';
import type { PackedRuns } from './packed-runs.ts';

/** What a worker thread needs to compare runs: a plan that was checked before, and does not have to be again. */
export interface ComparisonTask {
  readonly runs: PackedRuns;
  readonly plan: Omit<ComparisonPlan, 'runs'>;
  readonly context: ComparisonContext;
}

/** What a worker thread needs to plan from one run or two. */
export interface PowerTask {
  readonly runs: PackedRuns;
  readonly metrics: readonly string[];
  readonly question: MetricQuestion;
}
