import { quantile } from './quantile.ts';

const LARGEST_FREQUENCIES = 600;
/** Half of the period, in standard deviations of the sum. */
const REACH = 12;
/** Below this the rounding errors of the inversion count. */
const SMALLEST_P = 1e-9;
const SCANNED_VALUES = 512;
const MOST_SCANNED_FREQUENCIES = 4_000;

/**
 * The sign-flip p-value of many real differences, by inverting the characteristic function Π cos(dᵢt) of the randomly signed sum with
 * the trapezoid rule at half-integer points (Davies 1973, Biometrika 60; statistics.md §24). `spacing` is the distance of the values
 * that the sum can take, where that is known: half of it is taken off. Null where it can't be trusted: below p = 1e-9, where one difference outweighs all
 * others, and where the differences are nearly multiples of one number, so that the characteristic function comes back.
 *
 * @example spectralSignFlip(differences) // what Monte Carlo tends to
 */
export function spectralSignFlip(differences: Float64Array, spacing = 0): number | null {
  let sum = 0;
  let squares = 0;
  for (const value of differences) {
    sum += value;
    squares += value * value;
  }
  const sd = Math.sqrt(squares);
  const observed = Math.abs(sum) - spacing / 2;
  // By Hoeffding's inequality p ≤ 2·exp(−x²/2) at x standard deviations.
  if (observed > Math.sqrt(2 * Math.log(2 / SMALLEST_P)) * sd) return null;
  const step = Math.PI / (REACH * sd);
  const products = cosineProducts(differences, step);
  if (products === null) return null;
  let tail = 0.5;
  for (let k = 0; k < products.length; k += 1)
    tail -= (products[k]! * Math.sin((k + 0.5) * step * observed)) / (Math.PI * (k + 0.5));

  const p = Math.min(1, 2 * tail);
  if (p <= SMALLEST_P || comesBack(differences, (products.length + 0.5) * step, sd)) return null;
  return p;
}

/** Π cos(dᵢt) at t = (k + ½) · step until it has vanished; the cosines follow by Chebyshev's recurrence. */
function cosineProducts(differences: Float64Array, step: number): number[] | null {
  const cosines = new CosineScan(differences, 0.5 * step, step);
  const products: number[] = [];
  let silent = 0;
  while (silent < 8) {
    if (products.length === LARGEST_FREQUENCIES) return null;
    let product = 1;
    for (const cosine of cosines.current) product *= cosine;
    products.push(product);
    silent = Math.abs(product) < 1e-17 ? silent + 1 : 0;
    cosines.advance();
  }
  return products;
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
 * mean of cos(2dᵢt), which is looked at on up to 512 of the differences.
 */
function comesBack(differences: Float64Array, from: number, sd: number): boolean {
  const m = differences.length;
  const every = Math.ceil(m / SCANNED_VALUES);
  const scanned = differences.filter((_, i) => i % every === 0);
  const median = quantile(differences.map(Math.abs), 0.5);
  const step = (0.15 * Math.sqrt(m)) / sd;
  const steps = Math.min(MOST_SCANNED_FREQUENCIES, Math.ceil(((40 * Math.PI) / median - from) / step));
  const cosines = new CosineScan(scanned, 2 * from, 2 * step);
  const limit = 1 - 83 / m - 0.03;
  let fell = false;
  for (let k = 0; k < steps; k += 1) {
    let mean = 0;
    for (const cosine of cosines.current) mean += cosine;
    mean /= scanned.length;
    if (fell && mean > limit) return true;
    if (mean < 0.9) fell = true;
    cosines.advance();
  }
  return !fell;
}
