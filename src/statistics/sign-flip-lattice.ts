import { fairBinomialTail } from './distributions/fair-binomial-tail.ts';
import { latticeUpperTail } from './lattice-tail.ts';
import { signedSumLaw } from './signed-sum-law.ts';
import { subsetSumTail } from './subset-sum-tail.ts';
import { commonDivisor, sizeTally, type Tally } from './tally.ts';
import { transformSize } from './tilted-mass.ts';

/** In additions. */
const FEW_MILLISECONDS = 5e6;
const MOST_WEIGHTS = 1_000;

/**
 * The exact sign-flip p-value of whole differences (statistics.md §8, §20): a binomial tail where all have one size, else
 * dynamic programming or Fourier inversion, whichever takes fewer steps. Null where both would take more than `mostSteps`.
 *
 * @example latticeSignFlip(new Int32Array([3, 1, -2])) // 0.75
 */
export function latticeSignFlip(units: Int32Array, mostSteps: number = FEW_MILLISECONDS): number | null {
  const { values, counts } = sizeTally(units);
  const divisor = commonDivisor(values);
  const weights = { values: values.map((value) => value / divisor), counts };
  let total = 0;
  let n = 0;
  for (let j = 0; j < counts.length; j += 1) {
    total += weights.values[j]! * counts[j]!;
    n += counts[j]!;
  }
  let sum = 0;
  for (const unit of units) sum += unit;
  const observed = Math.abs(sum) / divisor;
  if (observed === 0) return 1;
  const smaller = (total - observed) / 2;
  if (counts.length === 1) return Math.min(1, 2 * fairBinomialTail(smaller, n));

  const law = signedSumLaw(weights);
  const additions = n <= MOST_WEIGHTS ? n * smaller : Infinity;
  const inversion = inversionSteps(transformSize(law), counts.length, n);
  if (Math.min(additions, inversion) > mostSteps) return null;
  if (additions > inversion) return Math.min(1, 2 * latticeUpperTail(law, total - smaller));
  return Math.min(1, 2 * subsetSumTail(repeated(weights), smaller));
}

function repeated({ values, counts }: Tally): Int32Array {
  return Int32Array.from([...values].flatMap((value, j) => new Array<number>(counts[j]!).fill(value)));
}

/** Measured in additions: cosines until the product vanishes at each frequency, then the transform. */
function inversionSteps(size: number, distinct: number, n: number): number {
  return size * (8 * Math.min(distinct, 1 + (70 * distinct) / n) + 4 * Math.log2(size));
}
