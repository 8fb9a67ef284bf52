import type { Interval } from '../interval.ts';
import { InvalidComparisonError, UnsuitableOptionError } from '../invalid-comparison.ts';
import { checkMargin } from '../score-ranges.ts';
import type { LiveMetric } from './unit-scale.ts';

/** A run that has ended, with its scores in the order of the samples; null where it has none, which counts as the worst. */
export interface FinishedRun {
  readonly runId: string;
  /** By metric. */
  readonly scores: Readonly<Record<string, readonly (number | null)[]>>;
}

/** What a live comparison is about, fixed before its first sample; plain JSON. */
export interface LiveSetup {
  readonly runIds: readonly [candidate: string, baseline: string];
  readonly metrics: readonly LiveMetric[];
  /** The ids of the rows in an order that was random and fixed beforehand; all of them differ. */
  readonly order: readonly string[];
  /** Scores that each row gets from the candidate and from the baseline, of which the mean counts. */
  readonly replicates: readonly [candidate: number, baseline: number];
  /**
   * Who is ahead on these rows once both runs are through, or who would be on new rows of their kind. For `new` the rows must be
   * independent of each other: see withoutCopies.
   */
  readonly population: 'dataset' | 'new';
  readonly alpha: number;
  /** The difference in metric units that would not matter; null where none was named. */
  readonly margin: number | null;
  /** The comparison ends with this sample, decided or not; null for the last of the order. */
  readonly maxSamples: number | null;
  /** For `new` only: the last sample is followed by the exact test of all of them, which 4/5 of α are kept for. */
  readonly isFinalTestPlanned: boolean;
  /** How many verdicts share α: the metrics, times the pairs that are watched together. */
  readonly hypotheses: number;
  /** Runs over the same rows that had ended when the comparison began; the baseline is among them, or is running. */
  readonly finished: readonly FinishedRun[];
}

/**
 * The metrics as a comparison needs them. Throws UnsuitableOptionError for one whose range is not known: no look before the end can be trusted where
 * the next score may be anything.
 */
export function liveMetrics(
  names: readonly string[],
  ranges: ReadonlyMap<string, Interval>,
  lowerIsBetter: ReadonlySet<string>,
): LiveMetric[] {
  return names.map((name) => {
    const range = ranges.get(name);
    if (range !== undefined && range[0] < range[1]) return { name, range, lowerIsBetter: lowerIsBetter.has(name) };
    throw new UnsuitableOptionError(
      `The range of ${JSON.stringify(name)} is not known, and where the next score may be anything no look before the end can be trusted: ` +
        'give the lowest and the highest score that it can be, or leave it out.',
    );
  });
}

/** Throws InvalidComparisonError, with a sentence for the person who asked, for a setup that can't be compared. */
export function checkSetup(setup: LiveSetup): void {
  const { metrics, order, alpha, margin, maxSamples, population, isFinalTestPlanned, hypotheses, finished } = setup;
  check(order.length > 0, 'There are no rows to compare.');
  check(metrics.length > 0, 'There are no metrics to compare.');
  check(new Set(order).size === order.length, 'A row is in the order of the samples twice.');
  check(alpha > 0 && alpha < 1, `alpha must lie between 0 and 1, both excluded; it is ${alpha}.`);
  check(margin === null || (margin > 0 && Number.isFinite(margin)), `The margin must be a positive number; it is ${margin}.`);
  checkMargin(margin ?? undefined, new Map(metrics.map(({ name, range }) => [name, range])));
  check(maxSamples === null || isCount(maxSamples), `max_samples must be a whole number from 1 on; it is ${maxSamples}.`);
  check(setup.replicates.every(isCount), `Each row must be scored a whole number of times, once or more.`);
  check(hypotheses >= metrics.length, `${metrics.length} metrics are at least as many verdicts, not ${hypotheses}.`);
  check(
    population === 'new' || !isFinalTestPlanned,
    'A final test is only about new samples: who is ahead on the dataset is known when all of it is scored.',
  );
  for (const run of finished) {
    const lacking = metrics.find(({ name }) => run.scores[name]?.length !== order.length);
    check(lacking === undefined, `Run ${JSON.stringify(run.runId)} does not have a place for each row in "${lacking?.name}".`);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new InvalidComparisonError(message);
}
