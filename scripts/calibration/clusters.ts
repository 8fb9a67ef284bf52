import type { RandomStream } from '../../src/statistics/random.ts';
import { misses, outcomeOf, pairOf } from './comparing.ts';
import { normal, type Scores, uniform } from './draws.ts';
import type { Situation } from './situation.ts';

const TWELVE_DOCUMENTS = [60, ...repeated(5, 11)];
const TEN_UNEQUAL = [185, 40, 30, 26, 24, 13, 8, 6, 5, 2];
const SUBJECTS = [...repeated(100, 52), 1534, 783, 545, 390, 346];
/** Sizes of 30 and 100 clusters with a long tail: e^(1.5 z) at evenly spaced quantiles of z. */
const [THIRTY_UNEQUAL, HUNDRED_UNEQUAL] = [longTailed(30), longTailed(100)] as const;

const SKEW = ['skewed-differences', 'few-clusters', 'zero-variance'];

/** What a cluster adds to the difference of all of its samples, and how much else these vary. */
interface Effect {
  readonly noise: number;
  readonly shared: (random: RandomStream) => number;
}

const evenly: Effect = { noise: Math.sqrt(0.7), shared: (random) => Math.sqrt(0.3) * normal(random) };
const withLongTail: Effect = { noise: 0.05, shared: (random) => 0.25 * (Math.log(uniform(random)) ** 2 - 2) };

/** Equal runs on samples in clusters: three tenths of the variance of a difference belong to the cluster. */
export const CLUSTERS: readonly Situation[] = [
  verdicts('2 clusters of 20', [20, 20], 1),
  verdicts('3 clusters of 20', [20, 20, 20], 1),
  verdicts('5 clusters of 10', repeated(10, 5), 1),
  verdicts('6 clusters of 10', repeated(10, 6), 1),
  verdicts('6 clusters of 40, 20, 10, 5, 3, 2', [40, 20, 10, 5, 3, 2], 1),
  verdicts('10 clusters of 10', repeated(10, 10), 1),
  verdicts('12 documents, one of 60 and eleven of 5', TWELVE_DOCUMENTS, 1),
  verdicts('10 clusters of 185 to 2', TEN_UNEQUAL, 1),
  verdicts('57 subjects of 100 to 1534', SUBJECTS, 10),
  verdicts('30 clusters with a long tail of sizes', THIRTY_UNEQUAL, 4),
  verdicts('100 clusters with a long tail of sizes', HUNDRED_UNEQUAL, 6),
  verdicts('10 clusters of 10 whose effects have a long tail', repeated(10, 10), 1, withLongTail, 0.87),
  verdicts('30 clusters of 10 whose effects have a long tail', repeated(10, 30), 4, withLongTail, 0.87),
  verdicts('100 clusters of 5 whose effects have a long tail', repeated(5, 100), 6, withLongTail, 0.87),
  intervals('10 clusters of 10', repeated(10, 10), 1),
  intervals('12 documents, one of 60 and eleven of 5', TWELVE_DOCUMENTS, 1, 0.063),
  intervals('10 clusters of 185 to 2', TEN_UNEQUAL, 1, 0.053),
  intervals('30 clusters with a long tail of sizes', THIRTY_UNEQUAL, 4, 0.067),
];

function verdicts(name: string, sizes: readonly number[], cost: number, effect = evenly, share?: number): Situation {
  const clusters = names(sizes);
  return {
    part: 'clusters',
    name,
    claim: 'better',
    nominal: 0.05,
    cost,
    ...(share !== undefined && { warned: { codes: SKEW, share } }),
    draw(random, seed) {
      const pair = pairOf(drawn(random, sizes, effect), { seed }, clusters);
      return outcomeOf(pair, pair.winner !== null, SKEW);
    },
  };
}

function intervals(name: string, sizes: readonly number[], cost: number, stated?: number): Situation {
  const clusters = names(sizes);
  return {
    part: 'clusters',
    name,
    claim: 'interval of Δ misses',
    nominal: 0.05,
    cost,
    ...(stated !== undefined && { stated }),
    draw(random, seed) {
      const pair = pairOf(drawn(random, sizes, evenly), { seed }, clusters);
      return outcomeOf(pair, misses(pair.interval, 0));
    },
  };
}

function drawn(random: RandomStream, sizes: readonly number[], { noise, shared }: Effect): Scores {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const [a, b] = [new Float64Array(total), new Float64Array(total)];
  let at = 0;
  for (const size of sizes) {
    const common = shared(random);
    for (let i = 0; i < size; i += 1, at += 1) {
      const score = normal(random);
      b[at] = score;
      a[at] = score + common + noise * normal(random);
    }
  }
  return { a, b };
}

function names(sizes: readonly number[]): readonly string[] {
  return sizes.flatMap((size, g) => repeated(`cluster ${g}`, size));
}

function longTailed(count: number): readonly number[] {
  const at = (i: number): number => 2 * ((i + 0.5) / count) - 1;
  return Array.from({ length: count }, (_, i) => Math.max(1, Math.round(6 * Math.exp(1.5 * Math.atanh(0.97 * at(i))))));
}

function repeated<Value>(value: Value, count: number): Value[] {
  return new Array<Value>(count).fill(value);
}
