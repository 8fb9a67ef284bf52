import type { Reading } from '../domain/meters.ts';

type Labels = Reading['labels'];

/** A number that only grows. */
export interface Cell {
  readonly labels: Labels;
  value: number;
}

/** Counts by labels. Keep the cell of what is counted often: then a count is one addition. */
export class Tally {
  readonly #cells = new Map<string, Cell>();

  /** The cell of these labels, which always come in the same order. */
  cell(labels: Labels): Cell {
    const key = keyOf(labels);
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { labels, value: 0 };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  get readings(): readonly Reading[] {
    return [...this.#cells.values()];
  }
}

/** How many observations were at most each bound. */
export class Buckets {
  readonly labels: Labels;
  readonly #bounds: readonly number[];
  /** Of each bound alone, and of what is above the last. */
  readonly #counts: number[];
  sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const at = this.#bounds.findIndex((bound) => value <= bound);
    const index = at === -1 ? this.#bounds.length : at;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.sum += value;
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** By bound, each with all below it; `+Inf` is the last. */
  get cumulative(): readonly { readonly bound: string; readonly count: number }[] {
    let count = 0;
    return [...this.#bounds.map(String), '+Inf'].map((bound, at) => {
      count += this.#counts[at] ?? 0;
      return { bound, count };
    });
  }
}

/** Observations by labels. */
export class BucketTally {
  readonly bounds: readonly number[];
  readonly #buckets = new Map<string, Buckets>();

  /** `bounds` ascend. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  /** The observations of these labels, which always come in the same order. */
  of(labels: Labels): Buckets {
    const key = keyOf(labels);
    let buckets = this.#buckets.get(key);
    if (buckets === undefined) {
      buckets = new Buckets(labels, this.bounds);
      this.#buckets.set(key, buckets);
    }
    return buckets;
  }

  get all(): readonly Buckets[] {
    return [...this.#buckets.values()];
  }
}

function keyOf(labels: Labels): string {
  return Object.values(labels).join('\0');
}
