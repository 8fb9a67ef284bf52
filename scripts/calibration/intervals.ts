import type { RandomStream } from '../../src/statistics/random.ts';
import { misses, outcomeOf, pairOf } from './comparing.ts';
import { anyNumber, discordant, type Draw, each, longTail, type Scores, tenths, uniform } from './draws.ts';
import type { Situation } from './situation.ts';

const RANGES = new Map([['m', [0, 1] as const]]);

/** Intervals of a difference and of a mean, and how often they miss it. */
export const INTERVALS: readonly Situation[] = [
  ...differences('right or wrong, only A right on 15 %, only B on 5 %', discordant(0.15, 0.05), 0.1, [10, 50, 200], {
    stated: 0.064,
  }),
  ...differences('right or wrong, only A right on 1 %', discordant(0.01, 0), 0.01, [30, 100], { stated: 0.064 }),
  ...differences('tenths', tenths, 0, [20, 100], { stated: 0.061 }),
  ...differences('from 0 to 1, 5 % differ', sparse(), 0, [30, 100], {}),
  ...differences('any number', anyNumber, 0, [10, 50], { range: null }),
  ...differences('differences with a long tail', longTail, 0, [30, 100], { range: null, share: 0.74 }),
  ...means('right or wrong, any share right', onceEach, [10, 30, 100], 0.061),
  ...means('from 0 to 1, with a long tail', graded, [10, 30, 100], 0.061),
  ...means('right or wrong, 4 repeats', repeats, [30, 100], 0.056),
  clusteredMean(20, 10),
];

interface DifferenceOptions {
  readonly range?: null;
  readonly stated?: number;
  readonly share?: number;
}

function differences(
  name: string,
  draw: Draw,
  truth: number,
  counts: readonly number[],
  { range, stated, share }: DifferenceOptions,
): Situation[] {
  const codes = ['skewed-differences', 'small-n'];
  return counts.map((n) => ({
    part: 'intervals',
    name: `${name}, n = ${n}`,
    claim: 'interval of Δ misses',
    nominal: 0.05,
    cost: 1,
    ...(stated !== undefined && { stated }),
    ...(share !== undefined && { warned: { codes, share } }),
    draw(random, seed) {
      const pair = pairOf(draw(random, n), { seed, ...(range !== null && { ranges: RANGES }) });
      return outcomeOf(pair, misses(pair.interval, truth), codes);
    },
  }));
}

function sparse(): Draw {
  return each((random) => {
    const b = 0.2 + 0.6 * uniform(random);
    const u = uniform(random);
    return [u < 0.05 ? b + (u < 0.025 ? 0.2 : -0.2) : b, b];
  });
}

/** A run's scores with the mean that they have in the long run. */
type DrawMean = (random: RandomStream, n: number) => { readonly scores: Float64Array; readonly mean: number };

function onceEach(random: RandomStream, n: number): ReturnType<DrawMean> {
  const mean = 0.5 + 0.48 * uniform(random);
  return { mean, scores: Float64Array.from({ length: n }, () => (uniform(random) < mean ? 1 : 0)) };
}

function graded(random: RandomStream, n: number): ReturnType<DrawMean> {
  return { mean: 0.2, scores: Float64Array.from({ length: n }, () => uniform(random) ** 4) };
}

function repeats(random: RandomStream, n: number): ReturnType<DrawMean> {
  const scores = Float64Array.from({ length: n }, () => {
    const share = uniform(random) ** (1 / 3);
    return [0, 0, 0, 0].filter(() => uniform(random) < share).length / 4;
  });
  return { mean: 0.75, scores };
}

function means(name: string, draw: DrawMean, counts: readonly number[], stated: number): Situation[] {
  return counts.map((n) => ({
    part: 'intervals',
    name: `${name}, n = ${n}`,
    claim: 'interval of a mean misses',
    nominal: 0.05,
    stated,
    cost: 1,
    draw(random, seed) {
      const { scores, mean } = draw(random, n);
      const pair = pairOf(besideZeros(scores), { seed, ranges: RANGES });
      return outcomeOf(pair, misses(pair.intervalA, mean));
    },
  }));
}

function besideZeros(a: Float64Array): Scores {
  return { a, b: new Float64Array(a.length) };
}

function clusteredMean(count: number, size: number): Situation {
  const clusters = Array.from({ length: count * size }, (_, i) => `cluster ${Math.floor(i / size)}`);
  return {
    part: 'intervals',
    name: `right or wrong, ${count} clusters of ${size}`,
    claim: 'interval of a mean misses',
    nominal: 0.05,
    stated: 0.067,
    cost: 3,
    draw(random, seed) {
      const shares = Array.from({ length: count }, () => uniform(random) ** (1 / 3));
      const a = Float64Array.from({ length: count * size }, (_, i) =>
        uniform(random) < (shares[Math.floor(i / size)] ?? 0) ? 1 : 0,
      );
      const pair = pairOf(besideZeros(a), { seed, ranges: RANGES }, clusters);
      return outcomeOf(pair, misses(pair.intervalA, 0.75));
    },
  };
}
