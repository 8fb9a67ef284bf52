import { bootstrap } from './bootstrap.ts';
import { bootstrapT } from './bootstrap-t.ts';
import { mcNemar } from './mcnemar.ts';
import {
  bootstrapTest,
  bootstrapTTest,
  mirroredBootstrap,
  mirroredBootstrapT,
  oriented,
  type PairData,
  type PairTest,
  type PairTestOptions,
  seedOfPair,
  signFlipOptions,
  signFlipTest,
  UNTESTED,
} from './pair-test.ts';
import { plainInterval } from './plain-interval.ts';
import { signFlip } from './sign-flip.ts';
import { pairedTTest } from './t-test.ts';
import { wilcoxon } from './wilcoxon.ts';

/**
 * Runs the test that was asked for on a pair without clusters; `auto` is the sign flip (statistics.md §16). Differences that are all the
 * same, and not 0, are judged by it whatever was asked for (§25). What can't be computed is null, never NaN.
 */
export function plainTest(pair: PairData, options: PairTestOptions): PairTest {
  const { d } = pair;
  const base: PairTest = { ...UNTESTED, ...intervalOf(pair, options) };
  const test = d.constant && d.mean !== 0 && options.test !== 'none' ? 'auto' : options.test;
  switch (test) {
    case 'none':
      return base;
    case 't_test': {
      const { t, p, df } = pairedTTest(d, options.alpha);
      return { ...base, method: 'paired-t', p, statistic: t, df };
    }
    case 'wilcoxon': {
      const { p, rPlus, rMinus } = wilcoxon(d.comparable);
      return { ...base, method: 'wilcoxon', p, statistic: p === null ? null : Math.min(rPlus, rMinus) };
    }
    case 'mcnemar': {
      if (!pair.binary) return { ...base, method: 'mcnemar' };
      const { p, onlyA, onlyB } = mcNemar(pair.a, pair.b);
      return { ...base, method: 'mcnemar', p, statistic: Math.min(onlyA, onlyB) };
    }
    case 'bootstrap':
      return bootstrapTest('bootstrap', pair, bootstrapped(pair, options), base);
    case 'bootstrap_t':
      return bootstrapTTest('bootstrap-t', pair, bootstrappedT(pair, options), base, options);
    case 'auto':
    case 'permutation': {
      const flip = signFlip(d.comparable, { ...signFlipOptions(pair, 'permutation', options), lattice: d.lattice });
      return signFlipTest('sign-flip', flip, base);
    }
  }
}

function intervalOf(pair: PairData, { alpha, hypotheses }: PairTestOptions): Partial<PairTest> {
  const { method, intervalAt } = plainInterval(pair);
  const familyInterval = method === 'bounded' ? intervalAt(alpha / hypotheses) : null;
  return { interval: intervalAt(alpha), familyInterval, intervalMethod: method };
}

function bootstrapped(pair: PairData, options: PairTestOptions) {
  const { alpha, hypotheses, resamples = 10_000 } = options;
  const seed = seedOfPair(pair, 'bootstrap', options)(resamples);
  const rules = { alpha, familyAlpha: alpha / hypotheses, resamples, seed };
  return oriented(pair, (d) => bootstrap(d, rules), mirroredBootstrap);
}

function bootstrappedT(pair: PairData, options: PairTestOptions) {
  const { resamples = 9_999 } = options;
  const draws = { resamples, seed: seedOfPair(pair, 'bootstrap_t', options)(resamples) };
  const ones = new Float64Array(pair.d.n).fill(1);
  return oriented(pair, (d) => bootstrapT(d.values, ones, draws), mirroredBootstrapT);
}
