import { fairBinomialTail } from './distributions/tails.ts';
import { cosineTable } from './fft.ts';
import { logCosh } from './sign-flip-tilt.ts';
import { type Cumulants, type LatticeLaw, latticeUpperTail, type Spectrum, transformSize } from './lattice-law.ts';
import { commonDivisor, sizeTally, type Tally } from './tally.ts';

/** The default budget, in additions. */
const FEW_MILLISECONDS = 5e6;
const MOST_WEIGHTS = 1_000;
/** Below this logarithm a modulus adds nothing to a double. */
const VANISHED = -48;

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

/**
 * P(T ≤ bound) where every weight is in the sum T with probability ½, by dynamic programming: exact, and with full relative
 * precision in the tail, because only probabilities are added (statistics.md §8; Zmigrod, Vieira and Cotterell 2022,
 * arXiv 2205.01416). Takes weights.length · bound steps; about 1,000 weights at most, or 2⁻ⁿ underflows.
 *
 * @example subsetSumTail(new Int32Array([1, 2, 3]), 1) // 0.25: the empty set and {1}, of 8 subsets
 */
export function subsetSumTail(weights: Int32Array, bound: number): number {
  if (bound < 0) return 0;
  const mass = new Float64Array(bound + 1);
  mass[0] = 1;
  let reached = 0;
  for (const weight of weights) {
    reached = Math.min(bound, reached + weight);
    for (let sum = reached; sum >= weight; sum -= 1) mass[sum] = 0.5 * (mass[sum]! + mass[sum - weight]!);
    for (let sum = Math.min(weight - 1, bound); sum >= 0; sum -= 1) mass[sum]! *= 0.5;
  }
  let tail = 0;
  for (const probability of mass) tail += probability;
  return Math.min(1, tail);
}

/**
 * The law of Σ wᵢBᵢ with fair coins Bᵢ ∈ {0, 1} and positive whole weights (given with their counts): the sum of randomly signed
 * differences is twice this less Σw. The characteristic function is a product of cosines (statistics.md §8, §20).
 */
export function signedSumLaw(weights: Tally): LatticeLaw {
  const ordered = heaviestFirst(weights);
  const { values, counts } = ordered;
  const total = values.reduce((sum, value, j) => sum + value * counts[j]!, 0);
  const coins = counts.reduce((sum, count) => sum + count, 0);
  return {
    lowest: 0,
    highest: total,
    logTopMass: -coins * Math.LN2,
    cumulants: (theta) => cumulants(ordered, total, theta),
    spectrum: (theta, size) => spectrum(ordered, total, theta, size),
  };
}

/** The weights that make the product of cosines vanish soonest come first. */
function heaviestFirst({ values, counts }: Tally): Tally {
  const order = Uint32Array.from(values.keys()).sort((i, j) => counts[j]! - counts[i]! || values[j]! - values[i]!);
  return { values: Float64Array.from(order, (i) => values[i]!), counts: Float64Array.from(order, (i) => counts[i]!) };
}

function cumulants({ values, counts }: Tally, total: number, theta: number): Cumulants {
  let log = 0.5 * total * theta;
  let mean = 0.5 * total;
  let variance = 0;
  for (let j = 0; j < values.length; j += 1) {
    const value = values[j]!;
    const count = counts[j]!;
    const half = 0.5 * value * theta;
    const slope = Math.tanh(half);
    log += count * logCosh(half);
    mean += 0.5 * count * value * slope;
    variance += 0.25 * count * value * value * (1 - slope * slope);
  }
  return { log, mean, variance };
}

function spectrum({ values, counts }: Tally, total: number, theta: number, size: number): Spectrum {
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const period = 2 * size;
  const cosine = cosineTable(period);
  const steps = values.map((value) => value % period);
  const slopes = values.map((value) => Math.tanh(0.5 * value * theta));
  const vanishing = counts.map((count) => Math.exp((2 * VANISHED) / count));
  for (let k = 0; k <= size / 2; k += 1) {
    const logModulus = logModulusAt(k);
    if (logModulus <= VANISHED) continue;
    const phase = phaseAt(k);
    re[k] = Math.exp(logModulus) * Math.cos(phase);
    im[k] = Math.exp(logModulus) * Math.sin(phase);
    if (k > 0 && k < size / 2) {
      re[size - k] = re[k]!;
      im[size - k] = -im[k]!;
    }
  }
  return { re, im };

  function logModulusAt(k: number): number {
    let log = 0;
    for (let j = 0; j < steps.length; j += 1) {
      const c = cosine[(steps[j]! * k) % period]!;
      const square = c * c + slopes[j]! * slopes[j]! * (1 - c * c);
      if (square <= vanishing[j]!) return -Infinity;
      log += 0.5 * counts[j]! * Math.log(square);
      if (log <= VANISHED) return log;
    }
    return log;
  }

  function phaseAt(k: number): number {
    let phase = (((total % period) * k) % period) * (Math.PI / size);
    for (let j = 0; j < steps.length; j += 1) {
      const at = (steps[j]! * k) % period;
      const sine = cosine[(at + period - size / 2) % period]!;
      phase += counts[j]! * Math.atan2(slopes[j]! * sine, cosine[at]!);
    }
    return phase;
  }
}
