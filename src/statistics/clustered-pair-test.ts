import { bootstrapT } from './bootstrap-t.ts';
import { boundedInterval } from './bounded-mean.ts';
import { boundedClusters } from './bounded-sample.ts';
import {
  clusteredBootstrap,
  clusteredFlipInversion,
  clusteredSignFlip,
  type ClusterSums,
  clusterSums,
} from './clustered-resampling.ts';
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

/**
 * Runs the test that was asked for on a pair whose samples come in clusters, `labels` in [0, G) (statistics.md §22): `auto` is the sign flip of whole
 * clusters with its own interval. Clusters that all have the same mean, and not 0, are judged by it whatever was asked for. Null below two.
 */
export function clusteredTest(pair: PairData, labels: Int32Array, options: PairTestOptions): PairTest {
  const { clustered } = pair;
  const clusters = clusterSums(pair.d, labels);
  const flip = clusteredSignFlip(clusters, signFlipOptions(pair, 'cluster-sign-flip', options));
  const known: PairTest = { ...UNTESTED, clusterSignFlipP: flip?.p ?? null };
  const base: PairTest = clusters.sums.length < 2 ? known : { ...known, ...intervalOf(pair, labels, clusters, options) };
  const isConstant = clustered?.se === 0 && clustered.mean !== 0;
  switch (isConstant && options.test !== 'none' ? 'auto' : options.test) {
    case 'none':
    case 'wilcoxon':
    case 'mcnemar':
      return base;
    case 'bootstrap':
      return bootstrapTest('clustered-bootstrap', pair, bootstrapped(pair, labels, options), base);
    case 'bootstrap_t':
      return bootstrapTTest('clustered-bootstrap-t', pair, bootstrappedT(pair, labels, options), base, options);
    case 't_test': {
      const { t: statistic = null, p = null, df = null } = clustered ?? {};
      return { ...base, method: 'clustered-t', p, statistic, df };
    }
    case 'auto':
    case 'permutation':
      return signFlipTest('cluster-sign-flip', flip, base);
  }
}

/**
 * That of the sign flip, and Student's with CR2 for the t test and for too few clusters; where all have the same mean, that of the bounded mean if
 * the range is known.
 */
function intervalOf(pair: PairData, labels: Int32Array, clusters: ClusterSums, options: PairTestOptions): Partial<PairTest> {
  const { d, clustered, reach } = pair;
  const { test, alpha, hypotheses } = options;
  if (clustered?.se === 0) {
    if (reach === null) return {};
    const sample = boundedClusters(d, labels, reach);
    const at = (level: number) => boundedInterval(sample, level / 2);
    return { interval: at(alpha), familyInterval: at(alpha / hypotheses), intervalMethod: 'bounded' };
  }
  const student = { interval: clustered?.interval ?? null, intervalMethod: 'clustered-t' } as const;
  if (test === 't_test' || test === 'bootstrap' || test === 'bootstrap_t') return student;
  const { resamples, seed, intervalAt } = clusteredFlipInversion(clusters, signFlipOptions(pair, 'cluster-sign-flip', options));
  const interval = intervalAt(alpha);
  if (interval === null) return student;
  const familyInterval = intervalAt(alpha / hypotheses);
  return { interval, familyInterval, intervalMethod: 'cluster-sign-flip', resamples, seed };
}

function bootstrapped(pair: PairData, labels: Int32Array, options: PairTestOptions) {
  const { alpha, hypotheses, resamples = 10_000 } = options;
  if (pair.clustered?.se === 0) return null;
  const seed = seedOfPair(pair, 'bootstrap', options)(resamples);
  const rules = { alpha, familyAlpha: alpha / hypotheses, resamples, seed };
  return oriented(pair, (d) => clusteredBootstrap(clusterSums(d, labels), d.mean ?? 0, rules), mirroredBootstrap);
}

function bootstrappedT(pair: PairData, labels: Int32Array, options: PairTestOptions) {
  const { resamples = 9_999 } = options;
  const draws = { resamples, seed: seedOfPair(pair, 'bootstrap_t', options)(resamples) };
  const resample = ({ sums, sizes }: ClusterSums) => bootstrapT(sums, sizes, draws);
  return oriented(pair, (d) => resample(clusterSums(d, labels)), mirroredBootstrapT);
}
