import { type Bootstrap, type BootstrapOptions, degenerate, summarized } from './bootstrap.ts';
import { sampledBootstrap } from './bootstrap-sampled.ts';
import { countClusters } from './cluster.ts';
import type { Differences } from './differences.ts';
import type { Lattice } from './lattice.ts';
import { signFlip, type SignFlip, type SignFlipOptions } from './sign-flip.ts';

/**
 * The sign-flip test that flips whole clusters: the signs of their sums (statistics.md §3). Null with fewer than two clusters.
 *
 * @example clusteredSignFlip(d, labels)?.p
 */
export function clusteredSignFlip(d: Differences, labels: Int32Array, options: SignFlipOptions = {}): SignFlip | null {
  const { sums, lattice } = clusterSums(d, labels);
  return sums.length < 2 ? null : signFlip(sums, { ...options, lattice });
}

/**
 * The bootstrap that draws whole clusters: the mean of a resample is the sum of its sums over the sum of its sizes (statistics.md §3,
 * §7). Always seeded Monte Carlo. Null with fewer than two clusters.
 *
 * @example clusteredBootstrap(d, labels, { resamples: 10_000, seed: 42 })?.percentile
 */
export function clusteredBootstrap(d: Differences, labels: Int32Array, options: BootstrapOptions = {}): Bootstrap | null {
  const { sums, sizes } = clusterSums(d, labels);
  if (sums.length < 2 || d.mean === null) return null;
  if (d.constant) return degenerate(d.mean);
  const { mean } = d;
  const law = sampledBootstrap(sums, sizes, options.resamples ?? 10_000, options.seed ?? 0);
  return summarized(
    law,
    mean,
    sums.map((sum, g) => sum - mean * sizes[g]!),
    options.alpha ?? 0.05,
  );
}

/** The differences added up within each cluster: what is flipped or drawn as a whole. */
export interface ClusterSums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly lattice: Lattice | null;
}

/** Adds the differences up by cluster, on the lattice where they have one (statistics.md §3). */
function clusterSums(d: Differences, labels: Int32Array): ClusterSums {
  const clusters = countClusters(labels);
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  for (let i = 0; i < d.n; i += 1) {
    sums[labels[i]!]! += d.lattice ? d.lattice.units[i]! : d.values[i]!;
    sizes[labels[i]!]! += 1;
  }
  if (!d.lattice) return { sums, sizes, lattice: null };
  const { q } = d.lattice;
  return { sums: sums.map((sum) => sum / q), sizes, lattice: { q, units: Int32Array.from(sums) } };
}
