import { countClusters } from './cluster.ts';
import type { Differences } from './differences.ts';
import type { Lattice } from './lattice.ts';

/** The differences added up within each cluster: what is flipped or drawn as a whole. */
export interface ClusterSums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  readonly lattice: Lattice | null;
}

/** Adds the differences up by cluster, on the lattice where they have one (statistics.md §3). */
export function clusterSums(d: Differences, labels: Int32Array): ClusterSums {
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
