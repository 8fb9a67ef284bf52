import { normalQuantile } from '../../src/statistics/distributions/normal.ts';
import type { RandomStream } from '../../src/statistics/random.ts';

/** One simulated pair of runs. */
export interface Sample {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** The cluster of each sample, if the data come in clusters. */
  readonly labels: Int32Array | null;
}

/** A kind of data: with effect 0 both runs have the same mean, with `effect` A is better. */
export interface Scenario {
  readonly name: string;
  readonly effect: number;
  draw(random: RandomStream, effect: number): Sample;
}

/** Right or wrong: the samples differ in difficulty, which both runs share. */
export function binary(n: number, effect: number): Scenario {
  return paired(`right or wrong, n = ${n}`, n, effect, (ability) => (ability > 0 ? 1 : 0));
}

/** Marks from 0 to 1 in tenths. */
export function graded(n: number, effect: number): Scenario {
  return paired(`tenths, n = ${n}`, n, effect, (ability) => Math.min(10, Math.max(0, Math.round(6 + 2 * ability))) / 10);
}

/** Differences with a long tail on one side and mean 0: a few large wins against many small losses. */
export function skewed(n: number, effect: number): Scenario {
  return {
    name: `skewed, n = ${n}`,
    effect,
    draw(random, shift) {
      const b = Float64Array.from({ length: n }, () => uniform(random));
      return { a: b.map((score) => score + shift - 0.2 * (1 + Math.log(uniform(random)))), b, labels: null };
    },
  };
}

/** A uniform number between 0 and 1, both excluded. */
function uniform(random: RandomStream): number {
  return (random.next() + 0.5) / 2 ** 32;
}

/** Questions about shared documents: three tenths of the variance of a difference belong to the document. */
export function clustered(clusters: number, size: number, effect: number): Scenario {
  return {
    name: `${clusters} clusters of ${size}`,
    effect,
    draw(random, shift) {
      const labels = Int32Array.from({ length: clusters * size }, (_, i) => Math.floor(i / size));
      const b = Float64Array.from(labels, () => normal(random));
      let shared = 0;
      const a = b.map((score, i) => {
        if (i % size === 0) shared = Math.sqrt(0.3) * normal(random);
        return score + shift + shared + Math.sqrt(0.7) * normal(random);
      });
      return { a, b, labels };
    },
  };
}

function normal(random: RandomStream): number {
  return normalQuantile(uniform(random));
}

function paired(name: string, n: number, effect: number, score: (ability: number) => number): Scenario {
  return {
    name,
    effect,
    draw(random, shift) {
      const difficulty = Float64Array.from({ length: n }, () => normal(random));
      const b = difficulty.map((ease) => score(ease + 0.7 * normal(random)));
      return { a: difficulty.map((ease) => score(ease + shift + 0.7 * normal(random))), b, labels: null };
    },
  };
}
