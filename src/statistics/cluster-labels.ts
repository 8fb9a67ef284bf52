import type { Alignment } from './align.ts';

/** A cluster number for each row of an alignment, and where the data did not say. */
export interface ClusterLabels {
  readonly labels: Int32Array;
  /** Samples without a cluster: each is one of its own. */
  readonly unlabelled: number;
  /** Samples that two runs put into different clusters: the first run's is taken. */
  readonly conflicts: number;
}

/** Numbers the clusters of the aligned samples. */
export function clusterLabels(alignment: Alignment): ClusterLabels {
  const numbers = new Map<string, number>();
  const labels = new Int32Array(alignment.ids.length);
  let unlabelled = 0;
  let conflicts = 0;
  let next = 0;
  for (let u = 0; u < labels.length; u += 1) {
    const named = namedClusters(alignment, u);
    const [name] = named;
    if (name === undefined) {
      unlabelled += 1;
      labels[u] = next++;
      continue;
    }
    if (named.some((other) => other !== name)) conflicts += 1;
    const known = numbers.get(name);
    labels[u] = known ?? next++;
    if (known === undefined) numbers.set(name, labels[u]!);
  }
  return { labels, unlabelled, conflicts };
}

/** The labels of some rows, numbered anew from 0 without gaps. */
export function compactLabels(labels: Int32Array, rows: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return rows.map((row) => {
    const label = labels[row]!;
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, numbers.size);
    return numbers.size - 1;
  });
}

function namedClusters({ runs, rows }: Alignment, u: number): string[] {
  return runs.flatMap((run, r) => {
    const row = rows[r]![u]!;
    const name = row < 0 ? null : run.clusters?.[row];
    return name === null || name === undefined ? [] : [name];
  });
}
