import { compensatedSum } from './describe.ts';
import type { Interval } from './interval.ts';
import { randomStream } from './random.ts';

const PER_WORD = 2 ** -32;
/** A resample whose squared deviations are smaller than this, relative to the squares of its values, has no variance. */
const NO_VARIANCE = 1e-12;

export interface BootstrapT {
  readonly t: number;
  readonly p: number;
  /** What the random draws may put p off by. */
  readonly standardError: number;
  readonly resamples: number;
  readonly seed: number;
  /** Null where too many resamples have no variance. */
  readonly intervalAt: (alpha: number) => Interval | null;
}

/** What is drawn: samples, all of size 1, or whole clusters. */
interface Items {
  /** By how much the sum of each exceeds its share of the mean. */
  readonly deviations: Float64Array;
  readonly sizes: Float64Array;
}

/**
 * The bootstrap-t test of "the mean is 0", and its interval (Efron and Tibshirani 1993, §12.5; Hall 1992; statistics.md §30): t* = (d̄* − d̄)/s* of
 * seeded resamples takes the place of Student's t, so that skewed differences are judged by their mean. Resamples without a variance count on both sides.
 * `sums` and `sizes` have one value for each sample, or for each cluster. Null below two of them, and where all means are equal.
 *
 * @example bootstrapT(d.values, new Float64Array(d.n).fill(1), { resamples: 9_999, seed: 42 })?.intervalAt(0.05)
 */
export function bootstrapT(
  sums: Float64Array,
  sizes: Float64Array,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): BootstrapT | null {
  const mean = compensatedSum(sums) / compensatedSum(sizes);
  const deviations = sums.map((sum, i) => sum - mean * sizes[i]!);
  const all = Uint32Array.from(sums.keys());
  const scale = 1 / studentized({ deviations, sizes }, all).root;
  if (sums.length < 2 || !Number.isFinite(scale)) return null;
  const t = mean * scale;
  const drawn = drawnTs({ deviations, sizes }, resamples, seed);
  const without = resamples - drawn.length;
  const atMost = drawn.reduce((count, value) => count + (value <= t ? 1 : 0), without);
  const atLeast = drawn.reduce((count, value) => count + (value >= t ? 1 : 0), without);
  const p = Math.min(1, (2 * (1 + Math.min(atMost, atLeast))) / (resamples + 1));
  return {
    t,
    p,
    standardError: Math.sqrt((p * Math.max(0, 2 - p)) / resamples),
    resamples,
    seed,
    intervalAt(alpha) {
      const low = upperQuantile(drawn, resamples, alpha / 2);
      const high = upperQuantile(drawn.map((value) => -value).sort(), resamples, alpha / 2);
      return low === null || high === null ? null : [mean - low / scale + 0, mean + high / scale + 0];
    },
  };
}

/** The t* of the resamples that have a variance, ascending. */
function drawnTs(items: Items, resamples: number, seed: number): Float64Array {
  const n = items.sizes.length;
  const stream = randomStream(seed);
  const picks = new Uint32Array(n);
  const found = new Float64Array(resamples);
  let known = 0;
  for (let draw = 0; draw < resamples; draw += 1) {
    stream.fill(picks);
    for (let i = 0; i < n; i += 1) picks[i] = picks[i]! * n * PER_WORD;
    const { mean, root } = studentized(items, picks);
    if (root > 0) found[known++] = mean / root;
  }
  return found.subarray(0, known).sort();
}

/** The mean of the picked items and the root of Σ(S − n·mean)², over the sum of their sizes; 0 where that is none. */
function studentized({ deviations, sizes }: Items, picks: Uint32Array) {
  let [sum, size, squares, products, sizeSquares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < picks.length; i += 1) {
    const picked = picks[i]!;
    const deviation = deviations[picked]!;
    const ofSize = sizes[picked]!;
    sum += deviation;
    size += ofSize;
    squares += deviation * deviation;
    products += deviation * ofSize;
    sizeSquares += ofSize * ofSize;
  }
  const mean = sum / size;
  const between = squares - 2 * mean * products + mean * mean * sizeSquares;
  return { mean, root: between <= NO_VARIANCE * squares ? 0 : Math.sqrt(between) / size };
}

/** Where an upper tail of `level` begins, with the draws that are not in `sorted` at its upper end; null where it lies among those. */
function upperQuantile(sorted: Float64Array, draws: number, level: number): number | null {
  const position = (draws - 1) * (1 - level);
  const index = Math.floor(position);
  const [low, high] = [sorted[index], sorted[index + 1]];
  if (low === undefined) return null;
  if (position === index) return low;
  return high === undefined ? null : low + (position - index) * (high - low);
}
