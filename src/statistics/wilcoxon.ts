import { normalTail } from './distributions/normal.ts';
import { latticeSignFlip } from './sign-flip-lattice.ts';

/** The budget of the exact law, in additions: about fifty milliseconds. */
const EXACT_STEPS = 5e7;

export interface Wilcoxon {
  readonly nonZero: number;
  readonly zeros: number;
  readonly ties: boolean;
  /** Sums of the ranks of the positive and of the negative differences. */
  readonly rPlus: number;
  readonly rMinus: number;
  /** (R⁺ − R⁻) / (R⁺ + R⁻); null where every difference is zero. */
  readonly rankBiserial: number | null;
  /** From the exact conditional law of the (tied) ranks; null where that would take more than 5e7 steps. */
  readonly exactP: number | null;
  readonly z: number | null;
  readonly asymptoticP: number | null;
  /** The exact one where there is one. 1 where every difference is zero, null without samples. */
  readonly p: number | null;
}

export interface WilcoxonOptions {
  /** `wilcox` drops zeros before ranking, `pratt` after. The exact law is given for `wilcox` only. */
  readonly zeros?: 'wilcox' | 'pratt';
  /** Continuity correction of the asymptotic p. */
  readonly correction?: boolean;
}

/**
 * Wilcoxon's signed-rank test (statistics.md §9; Wilcoxon 1945, Pratt 1959; the asymptotic p as SciPy's `wilcoxon`, the exact one as
 * R's `coin::wilcoxsign_test`). It tests symmetry about 0, not the mean: on skewed differences of mean 0 it rejects far too often.
 *
 * @example wilcoxon(new Float64Array([1, -2, 3, 4])).exactP // 0.375
 */
export function wilcoxon(differences: Float64Array, options: WilcoxonOptions = {}): Wilcoxon {
  const pratt = options.zeros === 'pratt';
  const kept = pratt ? differences : differences.filter((value) => value !== 0);
  const { doubled, tieSizes } = doubledMidranks(kept.map(Math.abs));
  const nonZero = pratt ? differences.filter((value) => value !== 0).length : kept.length;
  const zeros = differences.length - nonZero;
  let plus = 0;
  let minus = 0;
  for (let i = 0; i < kept.length; i += 1) {
    if (kept[i]! > 0) plus += doubled[i]!;
    else if (kept[i]! < 0) minus += doubled[i]!;
  }
  const z = nonZero === 0 ? null : asymptoticZ(plus / 2, kept.length, pratt ? zeros : 0, tieSizes, options.correction === true);
  const asymptoticP = z === null ? null : Math.min(1, 2 * normalTail(Math.abs(z)));
  const exactP = pratt ? null : exactTail(kept, doubled);
  return {
    nonZero,
    zeros,
    ties: tieSizes.length > 0,
    rPlus: plus / 2,
    rMinus: minus / 2,
    rankBiserial: nonZero === 0 ? null : (plus - minus) / (plus + minus),
    exactP,
    z,
    asymptoticP,
    p: differences.length === 0 ? null : nonZero === 0 ? 1 : (exactP ?? asymptoticP),
  };
}

function asymptoticZ(rPlus: number, ranked: number, zeros: number, tieSizes: readonly number[], correction: boolean): number {
  const mean = (ranked * (ranked + 1) - zeros * (zeros + 1)) / 4;
  const tied = zeros > 1 ? removeOne(tieSizes, zeros) : tieSizes;
  let scaled = ranked * (ranked + 1) * (2 * ranked + 1) - zeros * (zeros + 1) * (2 * zeros + 1);
  for (const size of tied) scaled -= 0.5 * (size ** 3 - size);
  const distance = rPlus - mean;
  return (distance - (correction ? 0.5 * Math.sign(distance) : 0)) / Math.sqrt(scaled / 24);
}

function removeOne(sizes: readonly number[], size: number): readonly number[] {
  const at = sizes.indexOf(size);
  return sizes.filter((_, i) => i !== at);
}

/** The ranks are whole once doubled, so that their exact law is that of a sign flip on a lattice. */
function exactTail(kept: Float64Array, doubled: Int32Array): number | null {
  if (doubled.length === 0) return null;
  return latticeSignFlip(
    doubled.map((rank, i) => (kept[i]! < 0 ? -rank : rank)),
    EXACT_STEPS,
  );
}

/** Ranks with ties shared, doubled so that they are whole numbers, and the sizes of the tied groups. */
export interface DoubledMidranks {
  readonly doubled: Int32Array;
  readonly tieSizes: readonly number[];
}

/**
 * Twice the midranks of the values, 1 being the smallest: tied values share the mean of the ranks that they take up.
 *
 * @example doubledMidranks(new Float64Array([5, 1, 5])).doubled // [5, 2, 5]: the ranks 2.5, 1, 2.5
 */
function doubledMidranks(values: Float64Array): DoubledMidranks {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const doubled = new Int32Array(values.length);
  const tieSizes: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let k = start; k < end; k += 1) doubled[order[k]!] = start + end + 1;
    if (end - start > 1) tieSizes.push(end - start);
    start = end;
  }
  return { doubled, tieSizes };
}
