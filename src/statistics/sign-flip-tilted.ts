import { randomStream } from './random.ts';
import { tiltTo } from './sign-flip-tilt.ts';

/** Fewer than this, and tables of 256 take longer to fill than to use. */
const FEW_DRAWS = 3_000;

/** A p-value from random draws and how far it may be off. */
export interface DrawnP {
  readonly p: number;
  readonly standardError: number;
}

/**
 * P(|X| ≥ sum) for the sum X of differences of these sizes with fair signs, by importance sampling (Siegmund 1976; Harrison 2012, Biometrika 99;
 * statistics.md §24): signs are drawn from the law tilted to the sum, and each draw that reaches it is weighted back. The observed assignment is among
 * the draws, so that the test is valid; the relative error is the same for any p. Needs 0 < sum < Σ sizes; sums within `slack` below it count as
 * equal to it.
 *
 * @example tiltedSignFlip(sizes, 12.5, { resamples: 9_999, seed: 42, slack: 1e-10 }) // { p: 7.7e-5, standardError: 2.1e-6 }
 */
export function tiltedSignFlip(
  sizes: Float64Array,
  sum: number,
  { resamples, seed, slack }: { readonly resamples: number; readonly seed: number; readonly slack: number },
): DrawnP {
  const { t, log } = tiltTo({ values: sizes, counts: new Float64Array(sizes.length).fill(1) }, sum);
  let total = 0;
  let squares = 0;
  for (const drawn of drawnSums(sizes, t, resamples, seed)) {
    if (drawn < sum - slack) continue;
    const weight = Math.exp(-t * (drawn - sum));
    total += weight;
    squares += weight * weight;
  }
  const scale = 2 * Math.exp(log - t * sum);
  const variance = (squares - (total * total) / resamples) / Math.max(1, resamples - 1);
  return {
    p: Math.min(1, (scale * (1 + total)) / (resamples + 1)),
    standardError: scale * Math.sqrt(Math.max(0, variance) / resamples),
  };
}

/**
 * Signed sums under the tilt; some differences at a time, by Walker's alias method over all of their signings: eight with 256 signings, or four with 16
 * where there are few draws for each table.
 */
function drawnSums(sizes: Float64Array, t: number, resamples: number, seed: number): Float64Array {
  const drawn = new Float64Array(resamples);
  const words = new Uint32Array(resamples);
  const bits = resamples < FEW_DRAWS ? 4 : 8;
  const table = new AliasTable(bits);
  const stream = randomStream(seed);
  const mask = 2 ** bits - 1;
  for (let first = 0; first < sizes.length; first += bits) {
    table.fill(sizes.subarray(first, first + bits), t);
    const { sums, cuts, aliases } = table;
    stream.fill(words);
    for (let k = 0; k < resamples; k += 1) {
      const word = words[k]!;
      const column = word & mask;
      drawn[k]! += sums[word >>> 8 < cuts[column]! ? column : aliases[column]!]!;
    }
  }
  return drawn;
}

/** The signed sums of up to eight differences, to be drawn with their probabilities (Walker 1977; built as by Vose 1991). */
class AliasTable {
  readonly sums: Float64Array;
  /** Of 2²⁴: how often a column stands for itself rather than for its alias. */
  readonly cuts: Uint32Array;
  readonly aliases: Uint8Array;
  /** The probability of each times their number. */
  readonly #shares: Float64Array;
  readonly #small: Uint8Array;
  readonly #large: Uint8Array;
  readonly #bits: number;

  constructor(bits: number) {
    const columns = 2 ** bits;
    this.#bits = bits;
    this.sums = new Float64Array(columns);
    this.cuts = new Uint32Array(columns);
    this.aliases = new Uint8Array(columns);
    this.#shares = new Float64Array(columns);
    this.#small = new Uint8Array(columns);
    this.#large = new Uint8Array(columns);
  }

  fill(sizes: Float64Array, t: number): void {
    this.#sign(sizes, t);
    const { cuts, aliases } = this;
    const [shares, small, large] = [this.#shares, this.#small, this.#large];
    let [smalls, larges] = [0, 0];
    for (let i = 0; i < shares.length; i += 1) {
      if (shares[i]! < 1) small[smalls++] = i;
      else large[larges++] = i;
    }
    cuts.fill(2 ** 24);
    while (smalls > 0 && larges > 0) {
      const less = small[--smalls]!;
      const more = large[larges - 1]!;
      cuts[less] = Math.round(shares[less]! * 2 ** 24);
      aliases[less] = more;
      shares[more]! -= 1 - shares[less]!;
      if (shares[more]! >= 1) continue;
      small[smalls++] = more;
      larges -= 1;
    }
  }

  #sign(sizes: Float64Array, t: number): void {
    const { sums } = this;
    const shares = this.#shares;
    sums[0] = 0;
    shares[0] = 1;
    let known = 1;
    for (let bit = 0; bit < this.#bits; bit += 1, known *= 2) {
      const size = sizes[bit] ?? 0;
      const plus = 1 / (1 + Math.exp(-2 * t * size));
      for (let i = 0; i < known; i += 1) {
        sums[i + known] = sums[i]! + size;
        shares[i + known] = shares[i]! * 2 * plus;
        sums[i]! -= size;
        shares[i]! *= 2 * (1 - plus);
      }
    }
  }
}
