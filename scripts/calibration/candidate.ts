import { bootstrap } from '../../src/statistics/bootstrap.ts';
import { clusteredMean } from '../../src/statistics/cluster.ts';
import { clusteredBootstrap, clusteredSignFlip, clusterSums } from '../../src/statistics/clustered-resampling.ts';
import { differences, type Differences } from '../../src/statistics/differences.ts';
import { isBinary, mcNemar } from '../../src/statistics/mcnemar.ts';
import { signFlip } from '../../src/statistics/sign-flip.ts';
import { pairedTTest } from '../../src/statistics/t-test.ts';
import { wilcoxon } from '../../src/statistics/wilcoxon.ts';
import type { Sample } from './scenario.ts';

/** A test to examine; its p-value is null if it does not apply to the data. */
export interface Candidate {
  readonly name: string;
  p(sample: Sample, d: Differences, seed: number): number | null;
}

const RESAMPLES = 1_999;

/** Every test of a comparison, in the order of the table's columns. */
export const CANDIDATES: readonly Candidate[] = [
  {
    name: 'sign flip',
    p: (_, d, seed) => signFlip(d.comparable, { lattice: d.lattice, resamples: RESAMPLES, seedOf: () => seed })?.p ?? null,
  },
  { name: 'paired t', p: (_, d) => pairedTTest(d, 0.05).p },
  { name: 'bootstrap', p: (_, d, seed) => bootstrap(d, { resamples: RESAMPLES, seed })?.p ?? null },
  { name: 'bootstrap BCa', p: (_, d, seed) => bootstrap(d, { resamples: RESAMPLES, seed })?.bca?.p ?? null },
  { name: 'Wilcoxon', p: (_, d) => wilcoxon(d.comparable).p },
  { name: 'McNemar', p: ({ a, b }) => (isBinary(a) && isBinary(b) ? mcNemar(a, b).p : null) },
  { name: 'McNemar mid-p', p: ({ a, b }) => (isBinary(a) && isBinary(b) ? mcNemar(a, b).midP : null) },
  { name: 'clustered t', p: ({ labels }, d) => labels && clusteredMean(d.values, labels, d.mean ?? 0, 0.05).p },
  {
    name: 'clustered sign flip',
    p: ({ labels }, d, seed) =>
      labels && (clusteredSignFlip(clusterSums(d, labels), { resamples: RESAMPLES, seedOf: () => seed })?.p ?? null),
  },
  {
    name: 'clustered bootstrap',
    p: ({ labels }, d, seed) =>
      labels && (clusteredBootstrap(clusterSums(d, labels), d.mean ?? 0, { resamples: RESAMPLES, seed })?.p ?? null),
  },
];

/** The share of simulated samples in which each test rejects at 5 %, in the order of the candidates; null where it never answered. */
export function rejections(samples: Iterable<Sample>): (number | null)[] {
  const tallies = CANDIDATES.map((candidate) => ({ candidate, answered: 0, rejected: 0 }));
  let seed = 0;
  for (const sample of samples) {
    const d = differences(sample.a, sample.b);
    seed += 1;
    for (const tally of tallies) {
      const p = tally.candidate.p(sample, d, seed);
      if (p === null) continue;
      tally.answered += 1;
      if (p <= 0.05) tally.rejected += 1;
    }
  }
  return tallies.map(({ answered, rejected }) => (answered === 0 ? null : rejected / answered));
}
