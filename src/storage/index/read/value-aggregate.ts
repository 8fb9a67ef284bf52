import { aggregate } from '../../../evaluation/aggregate.ts';
import { boundsTally, type ScoreBounds } from '../../../evaluation/score-bounds.ts';
import type { Distribution, ValueAggregate } from '../../../domain/sample-query.ts';
import { shownDifferenceInterval, shownInterval } from '../../../statistics/shown-interval.ts';
import type { PositionSet } from './position-set.ts';
import { exampleMeans } from './run-columns.ts';

const BINS = 20;

/** Some samples of a run, or (`among` is `null`) all, and their examples, where some are of the same. */
export interface ChosenSamples {
  readonly among: PositionSet | null;
  readonly examples: Int32Array | null;
}

/** What the values are: scores of jobs, which are normalized, or of others. */
export type ValueKind = 'normalized' | 'scores';

/** Mean and spread over examples, each by the mean of those of its samples that have a value, and the distribution of the values. */
export function valueAggregate(values: Float64Array, { among, examples }: ChosenSamples, kind: ValueKind): ValueAggregate {
  const present = presentValues(values, among);
  const over = aggregate(meansOf(values, { among, examples }));
  const interval = shownInterval({ ...over, ...boundsOf(present, kind) });
  return { ...over, interval: interval && [interval[0], interval[1]], distribution: distributionOf(present) };
}

/** The same of the differences of `scores` to those of another run, with the interval that a comparison gives their mean where no example is in a cluster. */
export function differenceAggregate(
  differences: Float64Array,
  scores: Float64Array,
  { among, examples }: ChosenSamples,
  kind: ValueKind,
): ValueAggregate {
  const present = presentValues(differences, among);
  const ofBoth = (ofOther: boolean): Float64Array =>
    scores.map((score, pos) => {
      const difference = differences[pos] ?? NaN;
      return Number.isNaN(difference) ? NaN : ofOther ? score - difference : score;
    });
  const [here, there] = [false, true].map((ofOther) => meansOf(ofBoth(ofOther), { among, examples })) as [
    Float64Array,
    Float64Array,
  ];
  const interval = shownDifferenceInterval(here, there, kind === 'normalized');
  return {
    ...aggregate(meansOf(differences, { among, examples })),
    interval: interval && [interval[0], interval[1]],
    distribution: distributionOf(present),
  };
}

/** Of each example that has a value the mean of its samples. */
function meansOf(values: Float64Array, { among, examples }: ChosenSamples): Float64Array {
  return examples === null
    ? presentValues(values, among)
    : presentValues(exampleMeans(valuesOf(values, among), examples), null);
}

function boundsOf(values: Float64Array, kind: ValueKind): ScoreBounds {
  switch (kind) {
    case 'normalized':
      return boundsTally(values).normalized;
    case 'scores':
      return boundsTally(values).any;
  }
}

function valuesOf(values: Float64Array, among: PositionSet | null): Float64Array {
  return among === null ? values : values.map((value, pos) => (among.has(pos) ? value : NaN));
}

/** The values that are there. */
export function presentValues(values: Float64Array, among: PositionSet | null): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let pos = 0; pos < values.length; pos += 1) {
    const value = values[pos] ?? NaN;
    if (Number.isNaN(value) || (among !== null && !among.has(pos))) continue;
    present[count] = value;
    count += 1;
  }
  return present.subarray(0, count);
}

/** In 20 bins, from 0 to 1 where all values lie there, else from the least to the highest. */
export function distributionOf(values: Float64Array): Distribution | null {
  if (values.length === 0) return null;
  const [least, most] = extremes(values);
  const isShare = least >= 0 && most <= 1;
  const [from, to] = isShare ? [0, 1] : [least, most];
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = binOf(value, from, to);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from, to, counts };
}

function binOf(value: number, from: number, to: number): number {
  if (to === from) return 0;
  return Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS));
}

function extremes(values: Float64Array): [least: number, most: number] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
