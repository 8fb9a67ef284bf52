import type { Alignment } from './align.ts';
import { tInterval } from './describe.ts';
import type { Interval } from './interval.ts';
import { twoSided } from './t-test.ts';

/** The mean of values that come in groups, with standard errors that account for them. Null: fewer than two groups, or no variance. */
export interface ClusteredMean {
  readonly clusters: number;
  readonly mean: number;
  /** ΣS² / n² without a correction. */
  readonly seCr0: number;
  /** As printed in Miller 2024, clamped at 0; too small for few clusters. Null for one value. */
  readonly seMiller: number | null;
  /** With the factor G/(G − 1): the one that is used. */
  readonly se: number | null;
  readonly t: number | null;
  readonly df: number | null;
  readonly p: number | null;
  readonly interval: Interval | null;
  /** (se / ordinary standard error)²: how many times fewer samples the data are worth. */
  readonly designEffect: number | null;
}

/**
 * Cluster-robust inference for a mean: CR1 with t on G − 1 degrees of freedom (statistics.md §3; Liang and Zeger 1986; equal to
 * statsmodels' OLS with `cov_type='cluster'` and to inspect_ai's `stderr(cluster=…)`). `labels[i]` in [0, G) is the cluster of value i.
 *
 * @example clusteredMean(d, labels, 0.05) // 8 clusters of 5: { clusters: 8, se: 0.0779, df: 7, p: 0.494, … }
 */
export function clusteredMean(values: Float64Array, labels: Int32Array, mean: number, alpha: number): ClusteredMean {
  const n = values.length;
  const clusters = countClusters(labels);
  const sums = new Float64Array(clusters);
  let squares = 0;
  for (let i = 0; i < n; i += 1) {
    const deviation = values[i]! - mean;
    sums[labels[i]!]! += deviation;
    squares += deviation * deviation;
  }
  let between = 0;
  for (const sum of sums) between += sum * sum;
  const ordinary = squares / (n * (n - 1));
  const seCr0 = Math.sqrt(between) / n;
  const seMiller = n < 2 ? null : Math.sqrt(Math.max(0, ordinary + (between - squares) / (n * n)));
  const nothing = { se: null, t: null, df: null, p: null, interval: null, designEffect: null };
  if (clusters < 2) return { clusters, mean, seCr0, seMiller, ...nothing };
  const se = Math.sqrt(clusters / (clusters - 1)) * seCr0;
  const df = clusters - 1;
  if (!(se > 1e-15 * Math.sqrt(squares))) return { clusters, mean, seCr0, seMiller, ...nothing, se, df };
  const t = mean / se;
  const interval = tInterval(mean, se, df, alpha);
  return { clusters, mean, seCr0, seMiller, se, t, df, p: twoSided(t, df), interval, designEffect: (se * se) / ordinary };
}

/** One more than the largest label. */
export function countClusters(labels: Int32Array): number {
  let largest = -1;
  for (const label of labels) if (label > largest) largest = label;
  return largest + 1;
}

/** A cluster number for each row of an alignment, and how many rows have none or more than one. */
export interface ClusterLabels {
  readonly labels: Int32Array;
  /** Samples without a cluster: each counts as its own. */
  readonly unlabelled: number;
  /** Samples that two runs put into different clusters: the first run's cluster is used. */
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
