import type { NamedMetric } from './named-metric.ts';
import { JudgeScorer } from './judge-scorer.ts';
import { ProgrammaticScorer } from './programmatic-scorer.ts';
import type { Scorer } from './scorer.ts';

/** The scorer of a metric. A judge without its model is a fault of the caller. */
export function makeScorer(named: NamedMetric, timeoutMs: number | null): Scorer {
  const { name, metric, judge } = named;
  if (metric.kind === 'programmatic') return new ProgrammaticScorer(named, metric, timeoutMs);
  if (judge === null) throw new TypeError(`the judge of the metric ${name} has no model`);
  return new JudgeScorer(named, metric, judge, timeoutMs);
}
