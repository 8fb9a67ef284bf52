import type { Lattice } from './lattice.ts';
import { enumeratedSignFlip } from './sign-flip-enumerated.ts';
import { latticeSignFlip } from './sign-flip-lattice.ts';
import { sampledSignFlip } from './sign-flip-sampled.ts';
import { spectralSignFlip } from './sign-flip-spectral.ts';
import { commonDivisor } from './tally.ts';

/** How a law of resampling was found: exactly, by inverting its characteristic function, or by seeded Monte Carlo. */
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

const ENUMERABLE = 20;
const SAMPLED_UP_TO = 200;

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
