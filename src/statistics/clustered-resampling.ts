import { type Bootstrap, type BootstrapOptions, summarized } from './bootstrap.ts';
import { sampledBootstrap } from './bootstrap-sampled.ts';
import { type ClusterFlipInversion, invertedClusterFlip } from './cluster-flip-interval.ts';
import { countClusters } from './cluster.ts';
import type { Differences } from './differences.ts';
import type { Lattice } from './lattice.ts';
import { signFlip, type SignFlip, type SignFlipOptions } from './sign-flip.ts';

/** A sum of differences that is smaller, relative to the sum of their sizes, is 0. */
const ROUNDING = 1e-12;

/** The differences added up within each cluster: what is flipped or drawn as a whole. */
export interface ClusterSums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly lattice: Lattice | null;
}

/**
 * Adds the differences up by cluster, on the lattice where they have one (statistics.md §3).
 *
 * @example clusterSums(differences(a, b), Int32Array.of(0, 0, 1)).sums // [0.3, -0.1]
 */
export function clusterSums(d: Differences, labels: Int32Array): ClusterSums {
  const clusters = countClusters(labels);
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  const magnitudes = new Float64Array(clusters);
  for (let i = 0; i < d.n; i += 1) {
    const g = labels[i]!;
    const value = d.lattice ? d.lattice.units[i]! : d.comparable[i]!;
    sums[g]! += value;
    sizes[g]! += 1;
    magnitudes[g]! += Math.abs(value);
  }
  for (let g = 0; g < clusters; g += 1) if (Math.abs(sums[g]!) <= ROUNDING * magnitudes[g]!) sums[g] = 0;
  if (!d.lattice) return { sums, sizes, lattice: null };
  const { q } = d.lattice;
  return { sums: sums.map((sum) => sum / q), sizes, lattice: { q, units: Int32Array.from(sums) } };
}

/**
 * The sign-flip test that flips whole clusters: the signs of their sums (statistics.md §22). Null with fewer than two clusters.
 *
 * @example clusteredSignFlip(clusterSums(d, labels))?.p
 */
export function clusteredSignFlip({ sums, lattice }: ClusterSums, options: SignFlipOptions = {}): SignFlip | null {
  return sums.length < 2 ? null : signFlip(sums, { ...options, lattice });
}

/** The mean differences that this test does not reject, at any level: see `invertedClusterFlip`. Needs two clusters. */
export function clusteredFlipInversion({ sums, sizes, lattice }: ClusterSums, options: SignFlipOptions): ClusterFlipInversion {
  if (!lattice) return invertedClusterFlip({ sums, sizes }, options);
  const inverted = invertedClusterFlip({ sums: Float64Array.from(lattice.units), sizes }, options);
  return {
    ...inverted,
    intervalAt(alpha) {
      const interval = inverted.intervalAt(alpha);
      return interval && [interval[0] / lattice.q, interval[1] / lattice.q];
    },
  };
}

/**
 * The bootstrap that draws whole clusters: the mean of a resample is the sum of its sums over the sum of its sizes (statistics.md §3,
 * §7). Always seeded Monte Carlo. Null with fewer than two clusters.
 *
 * @example clusteredBootstrap(clusterSums(d, labels), d.mean, { resamples: 10_000, seed: 42 })?.percentile
 */
export function clusteredBootstrap(
  { sums, sizes }: ClusterSums,
  mean: number,
  options: BootstrapOptions = {},
): Bootstrap | null {
  if (sums.length < 2) return null;
  const law = sampledBootstrap(sums, sizes, options.resamples ?? 10_000, options.seed ?? 0);
  return summarized(
    law,
    mean,
    sums.map((sum, g) => sum - mean * sizes[g]!),
    options,
  );
}
