import { type Sizes, type Tilt, tiltTo } from './sign-flip-tilt.ts';

/** Combinations of counts that are looked at, at most: some tens of milliseconds. */
const MOST_COMBINATIONS = 2e6;
/** What has a smaller probability than this, relative to the likeliest, is left out. */
const NEGLIGIBLE = 1e-18;

/**
 * P(|X| ≥ sum) for the sum X of real differences with fair signs that have few distinct sizes: X = Σ vⱼ(2Kⱼ − cⱼ) with binomial Kⱼ
 * (statistics.md §24). All combinations of the Kⱼ but the most frequent one are enumerated, and its tail is summed up beforehand. The probabilities
 * are those of the law tilted to the sum, so that the relative precision holds in any tail. Null where there are too many combinations.
 * Needs 0 < sum < Σ vⱼcⱼ; sums within `slack` below it count as equal to it.
 *
 * @example binomialsSignFlip({ values: Float64Array.of(0.3333, 0.6667), counts: Float64Array.of(90, 30) }, 14.6667, 1e-10)
 */
export function binomialsSignFlip(sizes: Sizes, sum: number, slack: number): number | null {
  const distinct = sizes.values.length;
  if (2 ** distinct > MOST_COMBINATIONS) return null;
  const tilt = tiltTo(sizes, sum);
  const laws = Array.from(sizes.values, (value, j) => tiltedBinomial(value, sizes.counts[j]!, tilt.t));
  if (laws.reduce((product, { mass }) => product * mass.length, 1) > MOST_COMBINATIONS) return null;
  const frequent = sizes.counts.indexOf(Math.max(...sizes.counts));
  const rest = combined(laws.filter((_, j) => j !== frequent));
  const tail = upperTail(rest, laws[frequent]!, sum, slack, tilt);
  return Math.min(1, 2 * tail * Math.exp(tilt.log - tilt.t * sum));
}

/** A size's signed sum under the tilt: `mass[i]` at `lowest + 2·value·i`. */
interface SignedCount {
  readonly value: number;
  readonly lowest: number;
  readonly mass: Float64Array;
}

/** The law of the signed sum of `count` differences of one size, each positive with odds e^(2t·value); what is negligible is left out. */
export function tiltedBinomial(value: number, count: number, t: number): SignedCount {
  const odds = Math.exp(2 * t * value);
  const mode = Math.min(count, Math.floor((count + 1) / (1 + 1 / odds)));
  const above = relatives(count - mode, (i) => ((count - mode - i) / (mode + i + 1)) * odds);
  const below = relatives(mode, (i) => (mode - i) / (count - mode + i + 1) / odds);
  const mass = Float64Array.from([...below.reverse(), 1, ...above]);
  const total = mass.reduce((sum, probability) => sum + probability, 0);
  return { value, lowest: value * (2 * (mode - below.length) - count), mass: mass.map((probability) => probability / total) };
}

/** The probabilities of the neighbours on one side, relative to the likeliest, as far as they matter. */
function relatives(most: number, ratio: (i: number) => number): number[] {
  const found: number[] = [];
  let relative = 1;
  for (let i = 0; i < most; i += 1) {
    relative *= ratio(i);
    if (relative < NEGLIGIBLE) break;
    found.push(relative);
  }
  return found;
}

interface WeightedSums {
  readonly sums: Float64Array;
  readonly weights: Float64Array;
}

/** Every sum that the sizes can give together, with its probability. */
function combined(laws: readonly SignedCount[]): WeightedSums {
  let sums = Float64Array.of(0);
  let weights = Float64Array.of(1);
  for (const { value, lowest, mass } of laws) {
    const [wider, heavier] = [new Float64Array(sums.length * mass.length), new Float64Array(sums.length * mass.length)];
    let at = 0;
    for (let s = 0; s < sums.length; s += 1) {
      for (let i = 0; i < mass.length; i += 1, at += 1) {
        wider[at] = sums[s]! + lowest + 2 * value * i;
        heavier[at] = weights[s]! * mass[i]!;
      }
    }
    [sums, weights] = [wider, heavier];
  }
  return { sums, weights };
}

/** E e^(−t(X − sum)) where X ≥ sum, under the tilted law. */
function upperTail({ sums, weights }: WeightedSums, last: SignedCount, sum: number, slack: number, { t }: Tilt): number {
  const { value, lowest, mass } = last;
  const step = 2 * value;
  const decay = Math.exp(-t * step);
  const beyond = new Float64Array(mass.length + 1);
  for (let i = mass.length - 1; i >= 0; i -= 1) beyond[i] = mass[i]! + decay * beyond[i + 1]!;
  let tail = 0;
  for (let s = 0; s < sums.length; s += 1) {
    const from = Math.max(0, Math.ceil((sum - slack - sums[s]! - lowest) / step));
    if (from >= mass.length) continue;
    tail += weights[s]! * beyond[from]! * Math.exp(-t * (sums[s]! + lowest + step * from - sum));
  }
  return tail;
}
