import { randomStream, type RandomStream } from '../../src/statistics/random.ts';

const RANGE = 2 ** 32;

/** Everything that is left to chance in one schedule: the same seed gives the same choices in the same order. */
export class Chance {
  readonly #stream: RandomStream;

  constructor(seed: number) {
    this.#stream = randomStream(seed);
  }

  /** At least 0, below 1. */
  share(): number {
    return this.#stream.next() / RANGE;
  }

  /** A whole number from 0 to `below` − 1. */
  whole(below: number): number {
    return Math.floor(this.share() * below);
  }

  between(low: number, high: number): number {
    return low + this.share() * (high - low);
  }

  /** True in this share of the cases. */
  isTrue(probability: number): boolean {
    return this.share() < probability;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.whole(items.length)] ?? items[0];
  }
}
