import { quantile } from './quantile.ts';
import type { Sizes } from './sign-flip-tilt.ts';

const LARGEST_FREQUENCIES = 600;
/** Half of the period, in standard deviations of the sum. */
const REACH = 12;
/** Below this the rounding errors of the inversion count. */
const SMALLEST_P = 1e-9;
const SCANNED_VALUES = 512;
/** Of the scanned ones, those that are always looked at: they nearly always tell enough. */
const FIRST_SCANNED = 64;
const MOST_SCANNED_FREQUENCIES = 4_000;

/**
 * P(|X| ≥ sum) for the sum X of many real differences of these sizes with fair signs, by inverting its characteristic function Π cos(dᵢt) with
 * the trapezoid rule at half-integer points (Davies 1973, Biometrika 60; statistics.md §24). `spacing` is the distance of the values
 * that the sum can take, where that is known: half of it is taken off. Null where it can't be trusted: below p = 1e-9, where one difference outweighs all
 * others, and where the differences are nearly multiples of one number, so that the characteristic function comes back.
 *
 * @example spectralSignFlip(sizes, 12.5) // what Monte Carlo tends to
 */
export function spectralSignFlip(sizes: Sizes, sum: number, spacing = 0): number | null {
  const { values, counts } = sizes;
  let squares = 0;
  for (let j = 0; j < values.length; j += 1) squares += counts[j]! * values[j]! * values[j]!;
  const sd = Math.sqrt(squares);
  const observed = sum - spacing / 2;
  // By Hoeffding's inequality p ≤ 2·exp(−x²/2) at x standard deviations.
  if (observed > Math.sqrt(2 * Math.log(2 / SMALLEST_P)) * sd) return null;
  const step = Math.PI / (REACH * sd);
  const products = cosineProducts(sizes, step);
  if (products === null) return null;
  let tail = 0.5;
  for (let k = 0; k < products.length; k += 1)
    tail -= (products[k]! * Math.sin((k + 0.5) * step * observed)) / (Math.PI * (k + 0.5));

  const p = Math.min(1, 2 * tail);
  if (p <= SMALLEST_P || comesBack(sizes, (products.length + 0.5) * step, sd)) return null;
  return p;
}

/** Π cos(dᵢt) at t = (k + ½) · step until it has vanished; the cosines follow by Chebyshev's recurrence. */
function cosineProducts({ values, counts }: Sizes, step: number): number[] | null {
  const cosines = new CosineScan(values, 0.5 * step, step);
  const multiply = counts.some((count) => count > 1) ? (of: Float64Array) => powers(of, counts) : product;
  const products: number[] = [];
  let silent = 0;
  while (silent < 8) {
    if (products.length === LARGEST_FREQUENCIES) return null;
    const found = multiply(cosines.current);
    products.push(found);
    silent = Math.abs(found) < 1e-17 ? silent + 1 : 0;
    cosines.advance();
  }
  return products;
}

function product(factors: Float64Array): number {
  let all = 1;
  for (const factor of factors) all *= factor;
  return all;
}

function powers(factors: Float64Array, counts: Float64Array): number {
  let all = 1;
  for (let j = 0; j < factors.length && all !== 0; j += 1) all *= factors[j]! ** counts[j]!;
  return all;
}

/** cos(dᵢt) for ascending frequencies t. */
class CosineScan {
  current: Float64Array;
  #previous: Float64Array;
  readonly #twice: Float64Array;

  constructor(values: Float64Array, first: number, step: number) {
    this.#twice = values.map((value) => 2 * Math.cos(value * step));
    this.current = values.map((value) => Math.cos(first * value));
    this.#previous = values.map((value) => Math.cos((first - step) * value));
  }

  advance(): void {
    const [twice, current, next] = [this.#twice, this.current, this.#previous];
    for (let i = 0; i < current.length; i += 1) next[i] = twice[i]! * current[i]! - next[i]!;
    this.#previous = current;
    this.current = next;
  }
}

/**
 * Whether the characteristic function may rise above 1e-9 again beyond the frequency `from`: |Π cos(dᵢt)| ≤ exp(−m(1 − e(t))/4) with e(t) the
 * mean of cos(2dᵢt), which is looked at on up to 512 of the sizes.
 */
function comesBack(sizes: Sizes, from: number, sd: number): boolean {
  const m = total(sizes.counts);
  const scanned = new MeanCosine(thinned(sizes), 2 * from, (0.3 * Math.sqrt(m)) / sd);
  const steps = Math.min(MOST_SCANNED_FREQUENCIES, Math.ceil(((80 * Math.PI) / medianOf(sizes, m) - 2 * from) / scanned.step));
  const limit = 1 - 83 / m - 0.03;
  let fell = false;
  for (let k = 0; k < steps; k += 1) {
    if (fell && scanned.isAbove(limit)) return true;
    if (!fell && !scanned.isAbove(0.9)) fell = true;
    scanned.advance();
  }
  return !fell;
}

function thinned({ values, counts }: Sizes): Sizes {
  const every = Math.ceil(values.length / SCANNED_VALUES);
  const isKept = (_: number, at: number): boolean => at % every === 0;
  return { values: values.filter(isKept), counts: counts.filter(isKept) };
}

/** The mean of cosines at ascending frequencies. Its share of 1 that is missing only grows with every cosine, so that a few tell whether it is small. */
class MeanCosine {
  readonly step: number;
  readonly #sizes: Sizes;
  readonly #total: number;
  readonly #first: CosineScan;
  #frequency: number;

  constructor(sizes: Sizes, frequency: number, step: number) {
    this.step = step;
    this.#sizes = sizes;
    this.#total = total(sizes.counts);
    this.#first = new CosineScan(sizes.values.subarray(0, FIRST_SCANNED), frequency, step);
    this.#frequency = frequency;
  }

  isAbove(limit: number): boolean {
    const { values, counts } = this.#sizes;
    const most = (1 - limit) * this.#total;
    const { current } = this.#first;
    let missing = 0;
    for (let j = 0; j < current.length; j += 1) missing += counts[j]! * (1 - current[j]!);
    for (let j = current.length; j < values.length && missing < most; j += 1)
      missing += counts[j]! * (1 - Math.cos(values[j]! * this.#frequency));
    return missing < most;
  }

  advance(): void {
    this.#first.advance();
    this.#frequency += this.step;
  }
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** Sizes that occur more than once are in ascending order. */
function medianOf({ values, counts }: Sizes, m: number): number {
  if (values.length === m) return quantile(values, 0.5);
  let below = 0;
  const at = counts.findIndex((count) => {
    below += count;
    return 2 * below >= m;
  });
  return values[at] ?? NaN;
}
