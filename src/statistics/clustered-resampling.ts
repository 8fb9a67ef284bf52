import { degenerate, summarized, type Bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { sampledBootstrap } from './bootstrap-sampled.ts';
import { clusterSums } from './cluster-sums.ts';
import type { Differences } from './differences.ts';
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
