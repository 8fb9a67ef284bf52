import { type BoundedSample, negated } from './bounded-sample.ts';
import { normalQuantile } from './distributions/normal.ts';
import { increasingRoot } from './increasing-root.ts';
import type { Interval } from './interval.ts';
import { weightedSumTail } from './weighted-sum-tail.ts';

/**
 * Gaffke's p-value of "the mean is at most x": the chance that Σ wᵢ (Sᵢ − nᵢx) ≤ 0, where the weights are Dirichlet(1, …, 1) and one more
 * group of the largest size has all its values at −reach (statistics.md §21; Gaffke 2005; Learned-Miller and Thomas 2019,
 * arXiv 1905.06208; Phan et al. 2021, arXiv 2106.03163). On two-valued data it is Clopper and Pearson's. Needs one value or more.
 *
 * @example pAtMost({ sums: [0], sizes: [1], counts: [59], reach: 1 }, -0.05) // 0.0485, which is 0.95 ** 59
 */
export function pAtMost({ sums, sizes, counts, reach }: BoundedSample, x: number): number {
  const groups = sums.length;
  const values = new Float64Array(groups + 1);
  let largest = 0;
  for (let j = 0; j < groups; j += 1) {
    values[j] = sums[j]! - x * sizes[j]!;
    if (sizes[j]! > largest) largest = sizes[j]!;
  }
  values[groups] = (-reach - x) * largest;
  const weights = new Float64Array(groups + 1).fill(1);
  weights.set(counts);
  return weightedSumTail({ values, counts: weights });
}

/**
 * The p-value of "the mean is at least x": `pAtMost` of the negated values.
 *
 * @example pAtLeast(sample, 0.05) // the same as pAtMost(negated, -0.05), to the bit
 */
export function pAtLeast(sample: BoundedSample, x: number): number {
  return pAtMost(negated(sample), -x);
}

/**
 * The interval of the mean whose ends `pAtMost` and `pAtLeast` just reject at `tail`: its confidence is 1 − 2 · tail.
 *
 * @example boundedInterval({ sums: [0], sizes: [1], counts: [30], reach: 1 }, 0.025) // [-0.1157, 0.1157]
 */
export function boundedInterval(sample: BoundedSample, tail: number): Interval {
  return [lowerBound(sample, tail), -lowerBound(negated(sample), tail) + 0];
}

function lowerBound(sample: BoundedSample, tail: number): number {
  const { mean, sd, largest } = posterior(sample);
  const low = -sample.reach;
  if (largest <= low) return low;
  const target = normalQuantile(tail);
  return increasingRoot((x) => normalQuantile(pAtMost(sample, x)) - target, {
    low,
    high: largest,
    guess: mean + target * sd,
    slope: 1 / sd,
    tolerance: 1e-12 * sample.reach,
  });
}

/** Mean and spread of the weighted mean, roughly, and the largest mean of a group. */
function posterior({ sums, sizes, counts, reach }: BoundedSample) {
  let groups = 1;
  let largest = -Infinity;
  let [sum, size, worst] = [0, 0, 0];
  for (let j = 0; j < sums.length; j += 1) {
    groups += counts[j]!;
    sum += counts[j]! * sums[j]!;
    size += counts[j]! * sizes[j]!;
    if (sizes[j]! > worst) worst = sizes[j]!;
    largest = Math.max(largest, sums[j]! / sizes[j]!);
  }
  const mean = (sum - reach * worst) / (size + worst);
  let squares = (worst * (reach + mean)) ** 2;
  for (let j = 0; j < sums.length; j += 1) squares += counts[j]! * (sums[j]! - sizes[j]! * mean) ** 2;
  return { mean, sd: (Math.sqrt(squares / (groups * (groups + 1))) * groups) / (size + worst), largest };
}
