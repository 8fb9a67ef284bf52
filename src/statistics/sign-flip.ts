import type { Lattice } from './lattice.ts';
import { randomStream } from './random.ts';
import { latticeSignFlip } from './sign-flip-lattice.ts';
import { commonDivisor } from './tally.ts';

const ENUMERABLE = 20;
const SAMPLED_UP_TO = 200;
const SMALLEST_P = 1e-12;
const LARGEST_FREQUENCIES = 600;
const REACH = 12;

/** How the distribution of a resampling test was computed: exactly, by inverting its characteristic function, or by seeded Monte Carlo. */
export type ResamplingMethod = 'exact' | 'spectral' | 'monte-carlo';

export interface SignFlip {
  readonly p: number;
  readonly method: ResamplingMethod;
  /** Differences that are not zero: only they can flip. */
  readonly nonZero: number;
  /** Random assignments drawn and their seed; null unless Monte Carlo. */
  readonly resamples: number | null;
  readonly seed: number | null;
}

export interface SignFlipOptions {
  readonly lattice?: Lattice | null;
  /** Draws where neither an exact nor a spectral answer is taken. */
  readonly resamples?: number | undefined;
  readonly seed?: number | undefined;
}

/**
 * The paired sign-flip permutation test: P(|Σ εᵢdᵢ| ≥ |Σ dᵢ|) with fair signs εᵢ (statistics.md §8; Fisher 1935; Zmigrod, Vieira and
 * Cotterell 2022). Exact on a lattice and up to 20 non-zero differences; else seeded Monte Carlo, and above 200 differences
 * inversion of the characteristic function, which has no Monte Carlo error. Null without differences; 1 where all are zero.
 *
 * @example signFlip(new Float64Array([1, 1, -1]))?.p // 1
 */
export function signFlip(differences: Float64Array, options: SignFlipOptions = {}): SignFlip | null {
  if (differences.length === 0) return null;
  const flippable = countNonZero(differences);
  const known = { nonZero: flippable, resamples: null, seed: null };
  if (flippable === 0) return { p: 1, method: 'exact', ...known };
  const exact = options.lattice ? latticeSignFlip(options.lattice.units) : null;
  if (exact !== null) return { p: exact, method: 'exact', ...known };
  const nonZero = differences.filter((value) => value !== 0);
  if (nonZero.length <= ENUMERABLE) return { p: enumeratedSignFlip(nonZero), method: 'exact', ...known };
  const spectral = nonZero.length > SAMPLED_UP_TO ? spectralSignFlip(nonZero, spacingOf(options.lattice)) : null;
  if (spectral !== null) return { p: spectral, method: 'spectral', ...known };
  const resamples = options.resamples ?? 99_999;
  const seed = options.seed ?? 0;
  return { p: sampledSignFlip(nonZero, resamples, seed), method: 'monte-carlo', nonZero: nonZero.length, resamples, seed };
}

function countNonZero(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (value !== 0) count += 1;
  return count;
}

function spacingOf(lattice: Lattice | null | undefined): number {
  return lattice ? (2 * commonDivisor(Float64Array.from(lattice.units))) / lattice.q : 0;
}

/**
 * The sign-flip p-value by enumerating all 2ⁿ signs, for n ≤ 20 or so: in Gray-code order, with the last sign fixed, because the law
 * is symmetric (statistics.md §8). Sums within 1e-12 · Σ|d| of the observed one count as equal to it.
 *
 * @example enumeratedSignFlip(new Float64Array([0.31, 0.17, 0.29])) // 0.25
 */
export function enumeratedSignFlip(differences: Float64Array): number {
  const n = differences.length;
  let sum = 0;
  let size = 0;
  for (const value of differences) {
    sum += value;
    size += Math.abs(value);
  }
  const threshold = Math.abs(sum) - 1e-12 * size;
  const signs = differences.slice();
  const assignments = 2 ** (n - 1);
  let extreme = 1;
  for (let step = 1; step < assignments; step += 1) {
    const flipped = 31 - Math.clz32(step & -step);
    const value = signs[flipped]!;
    signs[flipped] = -value;
    sum -= 2 * value;
    if (Math.abs(sum) >= threshold) extreme += 1;
  }
  return extreme / assignments;
}

/**
 * The sign-flip p-value of many real differences, by inverting the characteristic function Π cos(dᵢt) of the randomly signed sum with
 * the trapezoid rule at half-integer points (Davies 1973, Biometrika 60; statistics.md §20). Good to about 1e-12, which is also the
 * smallest value given. Null where the function does not die away, as with one difference that outweighs all others. `spacing` is the distance of the values that the sum can take, where that is known: half of it is taken off.
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
  if (observed > 7.5 * sd) return SMALLEST_P;
  const products = cosineProducts(differences, Math.PI / (REACH * sd));
  if (products === null) return null;
  let tail = 0.5;
  for (let k = 0; k < products.length; k += 1) {
    const frequency = ((k + 0.5) * Math.PI) / (REACH * sd);
    tail -= (products[k]! * Math.sin(frequency * observed)) / (Math.PI * (k + 0.5));
  }
  return Math.min(1, Math.max(SMALLEST_P, 2 * tail));
}

/** Π cos(dᵢt) at t = (k + ½) · step until it has vanished; the cosines follow by Chebyshev's recurrence. */
function cosineProducts(differences: Float64Array, step: number): number[] | null {
  const n = differences.length;
  const twice = differences.map((value) => 2 * Math.cos(value * step));
  let current = differences.map((value) => Math.cos(0.5 * value * step));
  let previous = current.slice();
  const products: number[] = [];
  let silent = 0;
  while (silent < 8) {
    if (products.length === LARGEST_FREQUENCIES) return null;
    let product = 1;
    for (let i = 0; i < n; i += 1) product *= current[i]!;
    products.push(product);
    silent = Math.abs(product) < 1e-17 ? silent + 1 : 0;
    for (let i = 0; i < n; i += 1) previous[i] = twice[i]! * current[i]! - previous[i]!;
    [previous, current] = [current, previous];
  }
  return products;
}

/**
 * The sign-flip p-value from random signs: (1 + #{|S*| ≥ |S| − ε}) / (B + 1) (statistics.md §8, §20). The 256 signed sums of
 * every eight differences are tabulated, and one random byte picks one of them.
 *
 * @example sampledSignFlip(differences, 99_999, 42)
 */
export function sampledSignFlip(differences: Float64Array, resamples: number, seed: number): number {
  const tables = signedSums(differences);
  const blocks = tables.length / 256;
  const words = new Uint32Array(Math.ceil(blocks / 4));
  const bytes = new Uint8Array(words.buffer);
  const stream = randomStream(seed);
  const threshold = thresholdOf(differences);
  let extreme = 0;
  for (let draw = 0; draw < resamples; draw += 1) {
    stream.fill(words);
    let sum = 0;
    for (let block = 0; block < blocks; block += 1) sum += tables[256 * block + bytes[block]!]!;
    if (Math.abs(sum) >= threshold) extreme += 1;
  }
  return (1 + extreme) / (resamples + 1);
}

function signedSums(differences: Float64Array): Float64Array {
  const blocks = Math.ceil(differences.length / 8);
  const tables = new Float64Array(256 * blocks);
  for (let block = 0; block < blocks; block += 1) {
    for (let signs = 0; signs < 256; signs += 1) {
      let sum = 0;
      for (let bit = 0; bit < 8; bit += 1) {
        const value = differences[8 * block + bit] ?? 0;
        sum += (signs >> bit) & 1 ? value : -value;
      }
      tables[256 * block + signs] = sum;
    }
  }
  return tables;
}

function thresholdOf(differences: Float64Array): number {
  let sum = 0;
  let size = 0;
  for (const value of differences) {
    sum += value;
    size += Math.abs(value);
  }
  return Math.abs(sum) - 1e-12 * size;
}
