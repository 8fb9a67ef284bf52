import { type Bca, bootstrap, type Bootstrap } from './bootstrap.ts';
import type { ClusteredMean } from './cluster.ts';
import { clusteredBootstrap, clusteredSignFlip } from './clustered-resampling.ts';
import type { StatisticalTest } from './comparison-request.ts';
import type { Differences } from './differences.ts';
import { type Interval, mirrored } from './interval.ts';
import { isBinary, mcNemar } from './mcnemar.ts';
import { resamplingSeed } from './random.ts';
import { type ResamplingMethod, signFlip, type SignFlip } from './sign-flip.ts';
import { pairedTTest } from './t-test.ts';
import { wilcoxon } from './wilcoxon.ts';

/** The result of a test of "no difference" for one pair, whichever test it was. */
export interface PairTest {
  readonly method: PairMethod | null;
  readonly p: number | null;
  readonly statistic: number | null;
  readonly df: number | null;
  /** How a resampling distribution was computed; null for the other tests. */
  readonly resampling: ResamplingMethod | null;
  readonly resamples: number | null;
  readonly seed: number | null;
  /** What p may be off by, where it comes from random draws. */
  readonly pStandardError: number | null;
  readonly interval: Interval | null;
  readonly intervalMethod: 't' | 'clustered-t' | 'bootstrap-percentile' | null;
  readonly bootstrap: Bootstrap | null;
  /** The sign flip of whole clusters, shown beside the clustered t test. */
  readonly clusterSignFlipP: number | null;
}

export type PairMethod =
  | 'sign-flip'
  | 'paired-t'
  | 'bootstrap'
  | 'wilcoxon'
  | 'mcnemar'
  | 'clustered-t'
  | 'clustered-sign-flip'
  | 'clustered-bootstrap';

/** What a test needs to know about a pair. */
export interface PairData {
  readonly metric: string;
  readonly runA: string;
  readonly runB: string;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly d: Differences;
  readonly labels: Int32Array | null;
  readonly clustered: ClusteredMean | null;
}

export interface PairTestOptions {
  readonly test: StatisticalTest;
  readonly alpha: number;
  readonly resamples: number | undefined;
  readonly seed: number;
  /** Ten times the draws that are usual. */
  readonly isThorough?: boolean;
}

/**
 * Runs the test that was asked for on one pair; `auto` is the sign flip, or with clusters the clustered t test with the sign flip of
 * clusters beside it (statistics.md §16). What can't be computed is null, never NaN.
 */
export function pairTest(pair: PairData, options: PairTestOptions): PairTest {
  return pair.labels ? clusteredTest(pair, pair.labels, options) : plainTest(pair, options);
}

function plainTest(pair: PairData, options: PairTestOptions): PairTest {
  const { d } = pair;
  const t = pairedTTest(d, options.alpha);
  const base: PairTest = { ...UNTESTED, interval: t.interval, intervalMethod: t.interval && 't' };
  switch (options.test) {
    case 'none':
      return base;
    case 't_test':
      return { ...base, method: 'paired-t', p: t.p, statistic: t.t, df: t.df };
    case 'wilcoxon': {
      const { p, rPlus, rMinus } = wilcoxon(d.comparable);
      return { ...base, method: 'wilcoxon', p, statistic: p === null ? null : Math.min(rPlus, rMinus) };
    }
    case 'mcnemar': {
      if (d.n === 0 || !isBinary(pair.a) || !isBinary(pair.b)) return { ...base, method: 'mcnemar' };
      const { p, onlyA, onlyB } = mcNemar(pair.a, pair.b);
      return { ...base, method: 'mcnemar', p, statistic: Math.min(onlyA, onlyB) };
    }
    case 'bootstrap': {
      const found = d.n < 2 ? null : oriented(pair, (e) => bootstrap(e, bootstrapOptions(pair, options)));
      return bootstrapTest('bootstrap', found);
    }
    case 'auto':
    case 'permutation':
      return signFlipTest('sign-flip', signFlip(d.comparable, { ...signFlipOptions(pair, options), lattice: d.lattice }), base);
  }
}

function clusteredTest(pair: PairData, labels: Int32Array, options: PairTestOptions): PairTest {
  const { d, clustered } = pair;
  const interval = clustered?.interval ?? null;
  const base: PairTest = { ...UNTESTED, interval, intervalMethod: interval && 'clustered-t' };
  const flipped = (): SignFlip | null => clusteredSignFlip(d, labels, signFlipOptions(pair, options));
  switch (options.test) {
    case 'none':
    case 'wilcoxon':
    case 'mcnemar':
      return base;
    case 'bootstrap': {
      const found = oriented(pair, (e) => clusteredBootstrap(e, labels, bootstrapOptions(pair, options)));
      return bootstrapTest('clustered-bootstrap', found);
    }
    case 'permutation':
      return signFlipTest('clustered-sign-flip', flipped(), base);
    case 'auto':
    case 't_test': {
      const known = { method: 'clustered-t', p: clustered?.p ?? null, statistic: clustered?.t ?? null } as const;
      const beside = options.test === 'auto' ? (flipped()?.p ?? null) : null;
      return { ...base, ...known, df: clustered?.df ?? null, clusterSignFlipP: beside };
    }
  }
}

const UNTESTED: PairTest = {
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
  bootstrap: null,
  clusterSignFlipP: null,
};

function signFlipTest(method: PairMethod, found: SignFlip | null, base: PairTest): PairTest {
  if (!found) return { ...base, method };
  const { p, resamples, seed, standardError } = found;
  return { ...base, method, p, resampling: found.method, resamples, seed, pStandardError: standardError };
}

function bootstrapTest(method: PairMethod, found: Bootstrap | null): PairTest {
  if (!found) return { ...UNTESTED, method };
  const { resamples, seed, degenerate } = found;
  const interval = degenerate ? null : found.percentile;
  return {
    ...UNTESTED,
    method,
    p: degenerate && found.p === 0 ? null : found.p,
    resampling: found.method,
    resamples,
    seed,
    interval,
    intervalMethod: interval && 'bootstrap-percentile',
    bootstrap: found,
  };
}

function bootstrapOptions(pair: PairData, { alpha, resamples = 10_000, seed }: PairTestOptions) {
  return { alpha, resamples, seed: resamplingSeed(pair.metric, pair.runA, pair.runB, 'bootstrap', resamples, seed) };
}

function signFlipOptions(pair: PairData, { resamples, seed, isThorough }: PairTestOptions) {
  const seedOf = (draws: number): number => resamplingSeed(pair.metric, pair.runA, pair.runB, 'permutation', draws, seed);
  return { resamples, seedOf, isThorough };
}

/**
 * A bootstrap of the differences of the run that comes first in code-unit order minus the other, turned back afterwards: A against B
 * is then exactly the mirror of B against A (statistics.md §7).
 */
function oriented(
  pair: { readonly runA: string; readonly runB: string; readonly d: Differences },
  resample: (d: Differences) => Bootstrap | null,
): Bootstrap | null {
  if (pair.runA < pair.runB) return resample(pair.d);
  const found = resample(negated(pair.d));
  return found && mirroredBootstrap(found);
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

function mirroredBootstrap(found: Bootstrap): Bootstrap {
  return {
    ...found,
    percentile: mirrored(found.percentile),
    bca: found.bca && mirroredBca(found.bca),
    atMostZero: found.atLeastZero,
    atLeastZero: found.atMostZero,
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
