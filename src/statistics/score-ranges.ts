import type { Interval } from './interval.ts';
import { UnsuitableOptionError } from './invalid-comparison.ts';
import { isScore, type MeasuredRun } from './scored-run.ts';

const BINARY: Interval = [0, 1];

/**
 * The lowest and highest score that each metric can give, where that is known: because it was told, or because all runs have only scores of
 * 0 and 1. Throws UnsuitableOptionError where a score lies outside of what was told.
 *
 * @example scoreRanges([runA, runB], ['stars', 'accuracy'], new Map([['stars', [1, 5]]])) // stars: [1, 5], accuracy: [0, 1]
 */
export function scoreRanges(
  runs: readonly MeasuredRun[],
  metrics: readonly string[],
  told: ReadonlyMap<string, Interval>,
): ReadonlyMap<string, Interval> {
  const known = new Map<string, Interval>();
  for (const metric of metrics) {
    const range = told.get(metric);
    if (range !== undefined) {
      for (const run of runs) checkWithin(run, metric, range);
      known.set(metric, range);
    } else if (
      runs.some((run) => firstScore(run, metric, () => true) !== undefined) &&
      runs.every((run) => firstScore(run, metric, (score) => score !== 0 && score !== 1) === undefined)
    ) {
      known.set(metric, BINARY);
    }
  }
  return known;
}

/** Whether no score of the metric lies outside of the range. */
export function isWithin(run: MeasuredRun, metric: string, [lowest, highest]: Interval): boolean {
  return firstScore(run, metric, (score) => score < lowest || score > highest) === undefined;
}

/** How far two scores of the range can be apart. */
export function reachOf([lowest, highest]: Interval): number {
  return highest - lowest;
}

/** Throws UnsuitableOptionError for a margin that no difference of a metric could exceed. */
export function checkMargin(margin: number | undefined, ranges: ReadonlyMap<string, Interval>): void {
  for (const [metric, range] of ranges) {
    if (margin === undefined || margin < reachOf(range)) continue;
    throw new UnsuitableOptionError(
      `The scores of ${cut(metric)} range from ${range[0]} to ${range[1]}, so that no difference could exceed the margin of ${margin}: ` +
        'name a smaller margin, or compare only metrics that it suits.',
    );
  }
}

function checkWithin(run: MeasuredRun, metric: string, range: Interval): void {
  const [lowest, highest] = range;
  const outside = firstScore(run, metric, (score) => score < lowest || score > highest);
  if (outside === undefined) return;
  throw new UnsuitableOptionError(
    `Run ${cut(run.runId)} has the score ${outside} in ${cut(metric)}, whose range was given as ${lowest} to ${highest}: ` +
      'give the range of what the metric can be, not of what it usually is.',
  );
}

function firstScore(run: MeasuredRun, metric: string, isMeant: (score: number) => boolean): number | undefined {
  return run.metrics.get(metric)?.find((score) => isScore(score) && isMeant(score));
}

function cut(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
