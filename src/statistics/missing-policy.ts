import type { Interval } from './interval.ts';
import { UnsuitableOptionError } from './invalid-comparison.ts';
import { isScore, type MeasuredRun } from './scored-run.ts';

/** How a sample is treated that a run has without a valid score: left out, or counted as the worst that the metric can give, or as 0. */
export const MISSING_POLICIES = ['exclude', 'worst', 'zero'] as const;
export type MissingPolicy = (typeof MISSING_POLICIES)[number];

/** What decides what a missing score counts as. */
interface Filling {
  readonly missing: MissingPolicy;
  readonly ranges: ReadonlyMap<string, Interval>;
  readonly lowerIsBetter: ReadonlySet<string>;
}

/** What a missing score of the metric counts as; NaN where the sample is left out (statistics.md §31). */
export function fillValue(metric: string, { missing, ranges, lowerIsBetter }: Filling): number {
  const range = ranges.get(metric);
  switch (missing) {
    case 'exclude':
      return NaN;
    case 'zero':
      return 0;
    case 'worst':
      return range === undefined ? NaN : endsOf(range, lowerIsBetter.has(metric)).worst;
  }
}

/** The worst and the best score of a range. */
function endsOf([lowest, highest]: Interval, lowerIsBetter: boolean): { readonly worst: number; readonly best: number } {
  return lowerIsBetter ? { worst: highest, best: lowest } : { worst: lowest, best: highest };
}

/**
 * Throws UnsuitableOptionError where the policy would reward failing: 0 for a missing score, and 0 is not known to be the worst; or where the
 * worst is asked for and the range is unknown.
 */
export function checkMissingPolicy(runs: readonly MeasuredRun[], metrics: readonly string[], filling: Filling): void {
  for (const metric of metrics) {
    const name = JSON.stringify(metric.length > 80 ? `${metric.slice(0, 80)}…` : metric);
    const range = filling.ranges.get(metric);
    if (filling.missing === 'worst' && range === undefined)
      throw new UnsuitableOptionError(`The worst score of ${name} is not known: give its range, or leave missing scores out.`);

    if (filling.missing === 'zero' && !isZeroWorst(runs, metric, range, filling.lowerIsBetter.has(metric))) {
      throw new UnsuitableOptionError(
        `zero would reward failing in ${name}, where 0 is not the worst score: choose "worst", or leave missing scores out.`,
      );
    }
  }
}

function isZeroWorst(
  runs: readonly MeasuredRun[],
  metric: string,
  range: Interval | undefined,
  lowerIsBetter: boolean,
): boolean {
  if (range !== undefined) return endsOf(range, lowerIsBetter).worst === 0;
  const isNegative = (score: number): boolean => isScore(score) && score < 0;
  return !lowerIsBetter && !runs.some((run) => run.metrics.get(metric)?.some(isNegative));
}
