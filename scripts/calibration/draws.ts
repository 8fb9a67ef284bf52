import { normalQuantile } from '../../src/statistics/distributions/normal.ts';
import type { RandomStream } from '../../src/statistics/random.ts';

/** The scores of two runs on the same samples. */
export interface Scores {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Draws the scores of two runs on n samples. */
export type Draw = (random: RandomStream, n: number) => Scores;

/** A uniform number between 0 and 1, both excluded. */
export function uniform(random: RandomStream): number {
  return (random.next() + 0.5) / 2 ** 32;
}

export function normal(random: RandomStream): number {
  return normalQuantile(uniform(random));
}

/** Each sample by itself: what the two runs score on it. */
export function each(score: (random: RandomStream) => readonly [number, number]): Draw {
  return (random, n) => {
    const [a, b] = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i += 1) [a[i], b[i]] = score(random) as [number, number];
    return { a, b };
  };
}

/** Right or wrong, with this share right: the two runs agree on as many samples as a difficulty that they share makes them. */
export function rightOrWrong(share: number): Draw {
  const bound = normalQuantile(share) * Math.sqrt(1.49);
  return paired((ability) => (ability < bound ? 1 : 0));
}

/** Right or wrong, with these shares that only A or only B gets right; both get the others. */
export function discordant(onlyA: number, onlyB: number): Draw {
  return each((random) => {
    const u = uniform(random);
    return u < onlyA ? [1, 0] : u < onlyA + onlyB ? [0, 1] : [1, 1];
  });
}

/** Marks from 0 to 1 in tenths. */
export const tenths = paired((ability) => Math.min(10, Math.max(0, Math.round(6 + 2 * ability))) / 10);

/** Marks from 1 to 5. */
export const likert = paired((ability) => Math.min(5, Math.max(1, Math.round(3.6 + ability))));

export const anyNumber = paired((ability) => ability);

/** Two runs with the same law, skewed to the right. */
export const lognormal = paired((ability) => Math.exp(ability / 1.22));

/** A long tail on one side of the differences, and mean 0: E² − 2 of an exponential E. */
export const longTail = differing((random) => 0.1 * (Math.log(uniform(random)) ** 2 - 2));

/** A little better on nine samples in ten, and much worse on the tenth: mean 0. */
export const rareLoss = differing((random) => (uniform(random) < 0.1 ? -0.9 : 0.1));

/** Two runs whose difference is drawn. */
export function differing(difference: (random: RandomStream) => number): Draw {
  return each((random) => {
    const b = uniform(random);
    return [b + difference(random), b];
  });
}

/** Two runs that share the difficulty of each sample and have luck of their own. */
function paired(score: (ability: number) => number): Draw {
  return each((random) => {
    const ease = normal(random);
    return [score(ease + 0.7 * normal(random)), score(ease + 0.7 * normal(random))];
  });
}
