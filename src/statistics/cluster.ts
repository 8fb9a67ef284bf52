import type { Alignment } from './align.ts';
import { tInterval } from './describe.ts';
import type { Interval } from './interval.ts';
import { twoSided } from './t-test.ts';

/** What a sum of values may be off by, relative to the sum of their sizes. */
const ROUNDING = 1e-15;

/** The mean of values that come in groups, with a standard error that accounts for them. Null: fewer than two groups, or no variance. */
export interface ClusteredMean {
  readonly clusters: number;
  /** (Σn)² / Σn²: how many clusters of equal size would be as uneven as these. */
  readonly effectiveClusters: number;
  readonly mean: number;
  /** CR2, the bias-reduced one. 0 where every cluster has the same mean; null for one cluster. */
  readonly se: number | null;
  /** Satterthwaite's, not rounded: clusters − 1 where all are of one size. */
  readonly df: number | null;
  readonly t: number | null;
  readonly p: number | null;
  readonly interval: Interval | null;
  /** (se / ordinary standard error)²: how many times fewer samples the data are worth. */
  readonly designEffect: number | null;
}

/**
 * Cluster-robust inference for a mean: CR2 with Satterthwaite's degrees of freedom under independent errors (statistics.md §22; Bell and
 * McCaffrey 2002; Pustejovsky and Tipton 2018, equations 5 and 11, which have these closed forms for a mean). `labels[i]` in [0, G) is the cluster of
 * value i, and no label is left out. Unlike CR1 with G − 1, it holds where clusters differ in size.
 *
 * @example clusteredMean(d, labels, 0.05, 0.05) // 8 clusters of 6: { clusters: 8, se: 0.0474, df: 7, p: 0.328, … }
 */
export function clusteredMean(values: Float64Array, labels: Int32Array, mean: number, alpha: number): ClusteredMean {
  const n = values.length;
  const { sizes, deviations, squares } = clusterDeviations(values, labels, mean);
  const clusters = sizes.length;
  const effectiveClusters = (n * n) / sizes.reduce((sum, size) => sum + size * size, 0);
  const known = { clusters, effectiveClusters, mean };
  const nothing = { t: null, p: null, interval: null, designEffect: null };
  if (clusters < 2) return { ...known, ...nothing, se: null, df: null };
  let between = 0;
  for (let g = 0; g < clusters; g += 1) between += (deviations[g]! * deviations[g]!) / (1 - sizes[g]! / n);
  const se = Math.sqrt(between) / n;
  const df = satterthwaiteDf(sizes, n);
  if (se === 0) return { ...known, ...nothing, se, df };
  const t = mean / se;
  const interval = tInterval(mean, se, df, alpha);
  return { ...known, se, df, t, p: twoSided(t, df), interval, designEffect: (se * se * n * (n - 1)) / squares };
}

/** By cluster: how many values it has, and by how much they exceed the mean together; and Σ(x − mean)² over all. */
function clusterDeviations(values: Float64Array, labels: Int32Array, mean: number) {
  const clusters = countClusters(labels);
  const sizes = new Float64Array(clusters);
  const deviations = new Float64Array(clusters);
  const magnitudes = new Float64Array(clusters);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const g = labels[i]!;
    const deviation = values[i]! - mean;
    sizes[g]! += 1;
    deviations[g]! += deviation;
    magnitudes[g]! += Math.abs(values[i]!);
    squares += deviation * deviation;
  }
  for (let g = 0; g < clusters; g += 1) if (Math.abs(deviations[g]!) <= ROUNDING * magnitudes[g]!) deviations[g] = 0;
  return { sizes, deviations, squares };
}

function satterthwaiteDf(sizes: Float64Array, n: number): number {
  let squares = 0;
  let weights = 0;
  let weightSquares = 0;
  for (const size of sizes) {
    const weight = (size * size) / (n - size);
    squares += size * size;
    weights += weight;
    weightSquares += weight * weight;
  }
  return (n * n) / (squares + weights * weights - weightSquares);
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
    const { name, isDisputed } = clusterOf(alignment, u);
    if (name === null) {
      unlabelled += 1;
      labels[u] = next++;
      continue;
    }
    if (isDisputed) conflicts += 1;
    const known = numbers.get(name);
    labels[u] = known ?? next++;
    if (known === undefined) numbers.set(name, labels[u]!);
  }
  return { labels, unlabelled, conflicts };
}

/** How the rows of an alignment are grouped. */
export interface Grouping {
  /** A group number for each row; null where every row is on its own. */
  readonly labels: Int32Array | null;
  /** Whether the groups are of equal rows, rather than clusters that were asked for. */
  readonly areEqualRows: boolean;
}

/**
 * Rows of a dataset that are equal, and so have one id, are one cluster (statistics.md §35): they are no independent evidence.
 *
 * @example equalRowGroups(alignRuns([runA, runB])) // { labels: null, areEqualRows: true } where all rows differ
 */
export function equalRowGroups({ ids }: Pick<Alignment, 'ids'>): Grouping {
  const labels = new Int32Array(ids.length);
  for (let row = 1; row < labels.length; row += 1) labels[row] = labels[row - 1]! + (ids[row] === ids[row - 1] ? 0 : 1);
  return { labels: countClusters(labels) === labels.length ? null : labels, areEqualRows: true };
}

/** The groups of some rows, numbered from 0 without gaps; null where each is on its own, unless they are clusters that were asked for. */
export function labelsAmong({ labels, areEqualRows }: Grouping, rows: Int32Array): Int32Array | null {
  const found = labels && compactLabels(labels, rows);
  return found && areEqualRows && countClusters(found) === rows.length ? null : found;
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

/** The first run's cluster of a row, and whether another run has another one. */
function clusterOf({ runs, rows }: Alignment, u: number): { readonly name: string | null; readonly isDisputed: boolean } {
  let name: string | null = null;
  let isDisputed = false;
  for (let r = 0; r < runs.length; r += 1) {
    const row = rows[r]![u]!;
    const other = row < 0 ? null : (runs[r]!.clusters?.[row] ?? null);
    if (other === null) continue;
    if (name === null) name = other;
    else if (other !== name) isDisputed = true;
  }
  return { name, isDisputed };
}
