import type { Bca, Bootstrap } from './bootstrap.ts';
import type { BootstrapT } from './bootstrap-t.ts';
import type { ClusteredMean } from './cluster.ts';
import type { StatisticalTest } from './comparison-request.ts';
import type { Differences } from './differences.ts';
import { type Interval, mirrored } from './interval.ts';
import { resamplingSeed } from './random.ts';
import type { ResamplingMethod, SignFlip, SignFlipOptions } from './sign-flip.ts';

/** The result of a test of "no difference" for one pair, whichever test it was. */
export interface PairTest {
  readonly method: PairMethod | null;
  readonly p: number | null;
  readonly statistic: number | null;
  readonly df: number | null;
  /** How a resampling distribution was computed; null for the other tests. */
  readonly resampling: ResamplingMethod | null;
  /** Of the test, or of the interval where only that is drawn. */
  readonly resamples: number | null;
  readonly seed: number | null;
  /** What p may be off by, where it comes from random draws. */
  readonly pStandardError: number | null;
  readonly interval: Interval | null;
  readonly intervalMethod: IntervalMethod | null;
  /** By the same method, at the level that all hypotheses of the family take together; null for Student's and Tango's, which need not be kept. */
  readonly familyInterval: Interval | null;
  readonly bootstrap: Bootstrap | null;
  /** The sign flip of whole clusters, whichever test was asked for. */
  readonly clusterSignFlipP: number | null;
}

export type PairMethod =
  | 'sign-flip'
  | 'paired-t'
  | 'bootstrap'
  | 'bootstrap-t'
  | 'wilcoxon'
  | 'mcnemar'
  | 'clustered-t'
  | 'cluster-sign-flip'
  | 'clustered-bootstrap'
  | 'clustered-bootstrap-t';

export type IntervalMethod =
  't' | 'tango' | 'bounded' | 'clustered-t' | 'cluster-sign-flip' | 'bootstrap-percentile' | 'bootstrap-t';

/** What a test needs to know about a pair. */
export interface PairData {
  readonly metric: string;
  readonly runA: string;
  readonly runB: string;
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Whether there are scores, and all of both runs are 0 or 1. */
  readonly binary: boolean;
  readonly d: Differences;
  readonly labels: Int32Array | null;
  readonly clustered: ClusteredMean | null;
  /** How far two scores of the metric can be apart; null where that is not known. */
  readonly reach: number | null;
}

export interface PairTestOptions {
  readonly test: StatisticalTest;
  readonly alpha: number;
  /** How many hypotheses a family has, at most. */
  readonly hypotheses: number;
  readonly resamples: number | undefined;
  readonly seed: number;
  /** Ten times the draws that are usual. */
  readonly isThorough?: boolean | undefined;
}

/** A test that has not been made. */
export const UNTESTED: PairTest = {
  method: null,
  p: null,
  statistic: null,
  df: null,
  resampling: null,
  resamples: null,
  seed: null,
  pStandardError: null,
  interval: null,
  intervalMethod: null,
  familyInterval: null,
  bootstrap: null,
  clusterSignFlipP: null,
};

/** The seed of so many draws by a method, the same for both orders of the runs (statistics.md §7). */
export function seedOfPair({ metric, runA, runB }: PairData, method: string, { seed }: PairTestOptions) {
  return (draws: number): number => resamplingSeed(metric, runA, runB, method, draws, seed);
}

/** How the sign flip of a pair, or of its clusters, draws where it has to. */
export function signFlipOptions(pair: PairData, method: string, options: PairTestOptions): SignFlipOptions {
  return { resamples: options.resamples, seedOf: seedOfPair(pair, method, options), isThorough: options.isThorough };
}

export function signFlipTest(method: PairMethod, found: SignFlip | null, base: PairTest): PairTest {
  if (!found) return { ...base, method };
  const { p, resamples, seed, standardError } = found;
  const draws = { resamples: resamples ?? base.resamples, seed: seed ?? base.seed };
  return { ...base, ...draws, method, p, resampling: found.method, pStandardError: standardError };
}

/** Without variance in the differences there is nothing to draw: then it is certain that there is none, where they are 0. */
export function bootstrapTest(method: PairMethod, { d }: PairData, found: Bootstrap | null, base: PairTest): PairTest {
  if (!found) return { ...base, method, ...(d.mean === 0 ? { p: 1, resampling: 'exact' } : {}) };
  const { p, pStandardError, resamples, seed, percentile: interval, familyPercentile: familyInterval } = found;
  const known = { p, pStandardError, resamples, seed, resampling: found.method, interval, familyInterval };
  return { ...base, ...known, method, intervalMethod: 'bootstrap-percentile', bootstrap: found };
}

export function bootstrapTTest(
  method: PairMethod,
  { d }: PairData,
  found: BootstrapT | null,
  base: PairTest,
  options: PairTestOptions,
): PairTest {
  if (!found) return { ...base, method, ...(d.mean === 0 ? { p: 1, resampling: 'exact' } : {}) };
  const { t: statistic, p, standardError: pStandardError, resamples, seed } = found;
  const interval = found.intervalAt(options.alpha);
  const familyInterval = found.intervalAt(options.alpha / options.hypotheses);
  const known = { statistic, p, pStandardError, resamples, seed, resampling: 'monte-carlo', interval, familyInterval } as const;
  return { ...base, ...known, method, intervalMethod: interval && 'bootstrap-t' };
}

/**
 * A resampling of the differences of the run that comes first in code-unit order minus the other, turned back afterwards: A against B
 * is then exactly the mirror of B against A (statistics.md §7).
 */
export function oriented<Found>(
  pair: PairData,
  resample: (d: Differences) => Found | null,
  mirror: (found: Found) => Found,
): Found | null {
  if (pair.runA < pair.runB) return resample(pair.d);
  const found = resample(negated(pair.d));
  return found && mirror(found);
}

function negated(d: Differences): Differences {
  const flip = (value: number): number => -value + 0;
  return {
    ...d,
    values: d.values.map(flip),
    comparable: d.comparable.map(flip),
    lattice: d.lattice && { q: d.lattice.q, units: d.lattice.units.map(flip) },
    mean: d.mean === null ? null : flip(d.mean),
  };
}

export function mirroredBootstrap(found: Bootstrap): Bootstrap {
  return {
    ...found,
    percentile: mirrored(found.percentile),
    familyPercentile: mirrored(found.familyPercentile),
    bca: found.bca && mirroredBca(found.bca),
    atMostZero: found.atLeastZero,
    atLeastZero: found.atMostZero,
  };
}

export function mirroredBootstrapT(found: BootstrapT): BootstrapT {
  return {
    ...found,
    t: -found.t + 0,
    intervalAt(alpha) {
      const interval = found.intervalAt(alpha);
      return interval && mirrored(interval);
    },
  };
}

function mirroredBca(found: Bca): Bca {
  return {
    ...found,
    interval: mirrored(found.interval),
    biasCorrection: -found.biasCorrection + 0,
    acceleration: -found.acceleration + 0,
  };
}
