import type { Interval } from './interval.ts';
import { randomStream } from './random.ts';
import { signedTotals } from './sign-flip-sampled.ts';

const ENUMERABLE = 14;
const USUAL_DRAWS = 9_999;
/** What sums may be off by, relative to the sum of their sizes. */
const SLACK = 1e-12;

/** The differences added up within each cluster, and how many there are. */
export interface SummedClusters {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

/** The mean differences that a sign flip of whole clusters does not reject, at any level. */
export interface ClusterFlipInversion {
  /** Random signings and their seed; null where all signings were counted. */
  readonly resamples: number | null;
  readonly seed: number | null;
  /** Null where no sign flip of so few clusters can reject at α. */
  readonly intervalAt: (alpha: number) => Interval | null;
}

/**
 * Inverts the sign flip of clusters in closed form (statistics.md §22): with a = Σ eS and b = Σ en of a signing e, T = ΣS and n = Σn, the sum that e
 * gives is as extreme as the observed one for true means between (T − a)/(n − b) and (T + a)/(n + b), and for no others. All signings are
 * counted up to 14 clusters, where the interval excludes 0 exactly if p ≤ α; else seeded ones.
 *
 * @example invertedClusterFlip(clusters, { seedOf: () => 1 }).intervalAt(0.05) // [-0.08, 0.176]
 */
export function invertedClusterFlip(
  clusters: SummedClusters,
  {
    resamples = USUAL_DRAWS,
    seedOf,
  }: { readonly resamples?: number | undefined; readonly seedOf?: ((draws: number) => number) | undefined },
): ClusterFlipInversion {
  const isExact = clusters.sums.length <= ENUMERABLE;
  const seed = seedOf?.(resamples) ?? 0;
  const ends = isExact
    ? collectedEnds(clusters, 2 ** (clusters.sums.length - 1), enumeratedSignings(clusters))
    : collectedEnds(clusters, resamples, drawnSignings(clusters, seed));
  const { lower, upper, always } = ends;
  return {
    resamples: isExact ? null : resamples,
    seed: isExact ? null : seed,
    intervalAt(alpha) {
      const needed = isExact ? alpha * 2 ** (clusters.sums.length - 1) : alpha * (resamples + 1) - 1;
      const at = Math.floor(needed + 1e-9) - always;
      if (at < 0 || at >= lower.length) return null;
      return [lower[at]! + 0, upper[upper.length - 1 - at]! + 0];
    },
  };
}

/** A signing's Σ eS and Σ en. */
type Signed = readonly [sum: number, size: number];

function collectedEnds({ sums, sizes }: SummedClusters, signings: number, next: () => Signed) {
  const total = sums.reduce((sum, value) => sum + value, 0);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const slack = SLACK * sums.reduce((sum, value) => sum + Math.abs(value), 0);
  const snapped = (value: number): number => (Math.abs(value) <= slack ? 0 : value);
  const lower = new Float64Array(signings);
  const upper = new Float64Array(signings);
  let found = 0;
  for (let k = 0; k < signings; k += 1) {
    const [sum, size] = next();
    if (Math.abs(size) === n) continue;
    const one = snapped(total - sum) / (n - size);
    const other = snapped(total + sum) / (n + size);
    lower[found] = Math.min(one, other);
    upper[found++] = Math.max(one, other);
  }
  return { lower: lower.subarray(0, found).sort(), upper: upper.subarray(0, found).sort(), always: signings - found };
}

/** All signings in Gray-code order, with the last cluster's sign fixed: each stands for its mirror image too. */
function enumeratedSignings({ sums, sizes }: SummedClusters): () => Signed {
  const signs = new Int8Array(sums.length).fill(1);
  let step = 0;
  return () => {
    if (step > 0) signs[31 - Math.clz32(step & -step)]! *= -1;
    step += 1;
    let sum = 0;
    let size = 0;
    for (let g = 0; g < sums.length; g += 1) {
      sum += signs[g]! * sums[g]!;
      size += signs[g]! * sizes[g]!;
    }
    return [sum, size];
  };
}

function drawnSignings({ sums, sizes }: SummedClusters, seed: number): () => Signed {
  const sumTables = signedTotals(sums);
  const sizeTables = signedTotals(sizes);
  const blocks = sumTables.length / 256;
  const words = new Uint32Array(Math.ceil(blocks / 4));
  const bytes = new Uint8Array(words.buffer);
  const stream = randomStream(seed);
  return () => {
    stream.fill(words);
    let sum = 0;
    let size = 0;
    for (let block = 0; block < blocks; block += 1) {
      const at = 256 * block + bytes[block]!;
      sum += sumTables[at]!;
      size += sizeTables[at]!;
    }
    return [sum, size];
  };
}
