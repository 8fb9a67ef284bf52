import { compensatedSum, type Description, isConstant, standardDeviation } from './describe.ts';
import { type Lattice, latticeOf } from './lattice.ts';

/** The paired differences a − b with everything that the methods need. */
export interface Differences {
  readonly n: number;
  /** a − b, snapped to the lattice where there is one. */
  readonly values: Float64Array;
  /** The values to find ties and zeros in: without rounding errors. */
  readonly comparable: Float64Array;
  readonly lattice: Lattice | null;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly se: number | null;
  /** Whether all differences are the same, which leaves no variance to estimate. */
  readonly constant: boolean;
}

/**
 * The differences of two aligned columns of the same length (statistics.md §1). On a lattice, mean and variance come from whole
 * numbers and are exact; off it, ties and zeros are found after rounding to 12 significant digits of the largest score, unless that would make a mean
 * difference vanish that is no rounding error.
 *
 * @example differences(new Float64Array([0.3, 0.9]), new Float64Array([0.2, 0.8])).constant // true
 */
export function differences(a: Float64Array, b: Float64Array): Differences {
  const n = a.length;
  const raw = new Float64Array(n);
  let magnitude = 0;
  for (let i = 0; i < n; i += 1) {
    const left = a[i]!;
    const right = b[i]!;
    raw[i] = left - right;
    if (Math.abs(left) > magnitude) magnitude = Math.abs(left);
    if (Math.abs(right) > magnitude) magnitude = Math.abs(right);
  }
  const lattice = latticeOf(raw, magnitude);
  const comparable = lattice ? snapped(lattice) : withoutRoundingErrors(raw, magnitude);
  const values = lattice || comparable.every((value) => value === 0) ? comparable : raw;
  const constant = n > 0 && isConstant(comparable);
  return { n, values, comparable, lattice, constant, ...moments(values, lattice, constant) };
}

function snapped({ q, units }: Lattice): Float64Array {
  const values = new Float64Array(units.length);
  for (let i = 0; i < values.length; i += 1) values[i] = units[i]! / q;
  return values;
}

function moments(values: Float64Array, lattice: Lattice | null, constant: boolean): Pick<Differences, 'mean' | 'sd' | 'se'> {
  const n = values.length;
  if (n === 0) return { mean: null, sd: null, se: null };
  const mean = lattice ? sum(lattice.units) / (lattice.q * n) : compensatedSum(values) / n;
  if (n === 1) return { mean, sd: null, se: null };
  const sd = constant ? 0 : (latticeSd(lattice) ?? standardDeviation(values, mean));
  return { mean, sd, se: sd / Math.sqrt(n) };
}

/** Null where it would not be exact. */
function latticeSd(lattice: Lattice | null): number | null {
  if (!lattice) return null;
  const n = lattice.units.length;
  let squares = 0;
  for (const unit of lattice.units) squares += unit * unit;
  const total = sum(lattice.units);
  if (n * squares > Number.MAX_SAFE_INTEGER) return null;
  return Math.sqrt((n * squares - total * total) / (n * (n - 1) * lattice.q * lattice.q));
}

function sum(units: Int32Array): number {
  let total = 0;
  for (const unit of units) total += unit;
  return total;
}

/** The mean of values that are only rounding errors of scores is smaller than this, relative to the largest score. */
const ROUNDING = 1e-15;
/** Scores that are all smaller than this have too few digits left to differ. */
const SMALLEST = 1e-290;

function withoutRoundingErrors(values: Float64Array, magnitude: number): Float64Array {
  if (magnitude < SMALLEST) return new Float64Array(values.length);
  const result = rounded(values, magnitude);
  const vanishes = result.every((value) => value === 0);
  return vanishes && Math.abs(compensatedSum(values)) > ROUNDING * magnitude * values.length ? values : result;
}

function rounded(values: Float64Array, magnitude: number): Float64Array {
  const digits = 11 - Math.floor(Math.log10(magnitude));
  const up = digits > 0 ? 10 ** digits : 1;
  const down = digits > 0 ? 1 : 10 ** -digits;
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const steps = Math.round((Math.abs(values[i]!) * up) / down);
    result[i] = ((values[i]! < 0 ? -steps : steps) * down) / up;
  }
  return result;
}

/** What comparing sample by sample gains over comparing two means. */
export interface Pairing {
  readonly sePaired: number;
  readonly seUnpaired: number;
  /** Pearson's correlation of the two runs over the samples; null where either is constant. */
  readonly correlation: number | null;
  /** Var(d) / (Var(a) + Var(b)); null where both runs are constant. */
  readonly varianceRatio: number | null;
  /** Pairing is worth this many times as many samples: 1 / varianceRatio. Null where that is undefined. */
  readonly sampleGain: number | null;
}

/**
 * The gain of pairing (statistics.md §4; Miller 2024, arXiv 2411.00640, §4). Null below two samples.
 *
 * @example pairing(a, b, describe(a), describe(b), differences(a, b))?.sampleGain // 2.69: 20 paired samples tell as much as 54 unpaired ones
 */
export function pairing(
  a: Float64Array,
  b: Float64Array,
  left: Description,
  right: Description,
  d: Differences,
): Pairing | null {
  if (left.sd === null || right.sd === null || d.sd === null || d.se === null) return null;
  const spread = left.sd * left.sd + right.sd * right.sd;
  const varianceRatio = spread === 0 ? null : (d.sd * d.sd) / spread;
  return {
    sePaired: d.se,
    seUnpaired: Math.sqrt(spread / d.n),
    correlation: left.sd === 0 || right.sd === 0 ? null : correlation(a, b, left, right),
    varianceRatio,
    sampleGain: varianceRatio === null || varianceRatio === 0 ? null : 1 / varianceRatio,
  };
}

function correlation(a: Float64Array, b: Float64Array, left: Description, right: Description): number {
  const meanA = left.mean ?? 0;
  const meanB = right.mean ?? 0;
  const sdA = left.sd ?? 0;
  const sdB = right.sd ?? 0;
  let products = 0;
  for (let i = 0; i < a.length; i += 1) products += ((a[i]! - meanA) / sdA) * ((b[i]! - meanB) / sdB);
  return Math.max(-1, Math.min(1, products / (a.length - 1)));
}
