import type { Interval } from '../interval.ts';
import { isScore } from '../scored-run.ts';
import { UnsuitableOptionError } from '../invalid-comparison.ts';

/** A metric of a live comparison. */
export interface LiveMetric {
  readonly name: string;
  /** The lowest and the highest score that it can give. */
  readonly range: Interval;
  readonly lowerIsBetter: boolean;
}

/** A metric's scores from 0, the worst, to 1, the best, and differences of these in the metric's own units. */
export interface UnitScale {
  /** A score that is not there is the worst. Throws UnsuitableOptionError for one outside of the metric's range. */
  unitOf(score: number | null | undefined): number;
  differenceOf(unitDifference: number): number;
  intervalOf(unitInterval: Interval): Interval;
  /** The margin in units. */
  unitMargin(margin: number): number;
}

/** @example unitScale({ name: 'stars', range: [1, 5], lowerIsBetter: false }).unitOf(4) // 0.75 */
export function unitScale({ name, range: [lowest, highest], lowerIsBetter }: LiveMetric): UnitScale {
  const reach = highest - lowest;
  const sign = lowerIsBetter ? -1 : 1;
  return {
    unitOf(score) {
      if (!isScore(score)) return 0;
      if (score < lowest || score > highest) throw outside(name, score, [lowest, highest]);
      return (lowerIsBetter ? highest - score : score - lowest) / reach;
    },
    differenceOf: (difference) => sign * reach * difference + 0,
    intervalOf: ([low, high]) => (lowerIsBetter ? [-reach * high + 0, -reach * low + 0] : [reach * low, reach * high]),
    unitMargin: (margin) => margin / reach,
  };
}

function outside(name: string, score: number, [lowest, highest]: Interval): UnsuitableOptionError {
  return new UnsuitableOptionError(
    `A sample has the score ${score} in ${JSON.stringify(name)}, whose range was given as ${lowest} to ${highest}: ` +
      'what was said of the samples before it does not hold. Give the range of what the metric can be, not of what it usually is.',
  );
}
