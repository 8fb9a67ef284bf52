import type { Run } from '../domain/run.ts';
import type { Interval } from '../statistics/interval.ts';

const NORMALIZED: Interval = [0, 1];

/**
 * The lowest and highest value of each metric, where that is known: the scores of jobs are normalized, those of an import may
 * be anything.
 */
export function metricRanges(runs: readonly Run[], metrics: readonly string[]): ReadonlyMap<string, Interval> {
  const areNormalized = runs.every(({ source }) => source === 'job');
  return new Map(areNormalized ? metrics.map((metric) => [metric, NORMALIZED]) : []);
}
