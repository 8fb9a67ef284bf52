import fc from 'fast-check';

/** Choices that depend on a seed alone: the same seed draws the same again. */
export class Draws {
  readonly #next: fc.GeneratorValue;

  constructor(seed: number) {
    const [next] = fc.sample(fc.gen(), { seed, numRuns: 1 });
    if (next === undefined) throw new Error('fast-check drew nothing');
    this.#next = next;
  }

  /** A value of what fast-check makes, such as `draws.of(fc.string, { unit: 'binary' })`. */
  of<Value, Arguments extends unknown[]>(make: (...args: Arguments) => fc.Arbitrary<Value>, ...args: Arguments): Value {
    return this.#next(make, ...args);
  }

  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return this.of(evenly, max - min) + min;
  }

  happens(chance: number): boolean {
    return this.integer(1, 1_000) <= chance * 1_000;
  }

  /** Throws where there is nothing to pick. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error('there is nothing to pick from');
    return items[this.integer(0, items.length - 1)] as Item;
  }

  /** Some of them, each once, in their order; at least `min` where there are as many. */
  some<Item>(items: readonly Item[], min: number, max: number): Item[] {
    const wanted = Math.min(items.length, this.integer(min, max));
    const left = [...items.keys()];
    while (left.length > wanted) left.splice(this.integer(0, left.length - 1), 1);
    return left.map((at) => items[at] as Item);
  }

  /** By weights: `[weight, item]`. */
  weighted<Item>(choices: readonly (readonly [number, Item])[]): Item {
    let left = this.integer(
      1,
      choices.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, item] of choices) {
      left -= weight;
      if (left <= 0) return item;
    }
    throw new Error('there is nothing to pick from');
  }
}

/** Without fast-check's liking for the first and the last: chances and weights are meant as they are. */
function evenly(max: number): fc.Arbitrary<number> {
  return fc.noBias(fc.nat(max));
}

/** A seed of its own for each number of a run with one seed. */
export function seedOf(seed: number, number: number): number {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0;
}
