/** Rated units by kind: those with the same ratings are of one kind, whoever gave them. */
export interface RatedUnits {
  /** The distinct values, ascending. */
  readonly values: Float64Array;
  /** The kind of each unit that has two ratings or more. */
  readonly kindOf: Int32Array;
  /** Units of each kind. */
  readonly multiplicities: Float64Array;
  /** Ratings of a unit of each kind. */
  readonly sizes: Float64Array;
  /** Where a kind's values begin in the two lists, and at the end where the last one's end. */
  readonly starts: Int32Array;
  /** Numbers of the distinct values that units of a kind were given, and how often each. */
  readonly valueOf: Int32Array;
  readonly countOf: Float64Array;
}

/** The units of several raters' columns, with NaN where one has not rated a unit. Units with fewer than two ratings are left out. */
export function ratedUnits(columns: readonly Float64Array[]): RatedUnits {
  const rated = unitsWithTwo(columns);
  const values = distinctValues(columns, rated);
  const numbers = new Map(Array.from(values, (value, i) => [value, i]));
  const kinds = new Kinds(values.length, columns.length);
  const given = new Int32Array(columns.length);
  const kindOf = rated.map((unit) => {
    let size = 0;
    for (const column of columns) {
      const value = column[unit]!;
      if (!Number.isNaN(value)) given[size++] = numbers.get(value)!;
    }
    return kinds.kindOf(given.subarray(0, size).sort());
  });
  return { values, kindOf, ...kinds.columns() };
}

function unitsWithTwo(columns: readonly Float64Array[]): Int32Array {
  const size = columns[0]?.length ?? 0;
  const found = new Int32Array(size);
  let n = 0;
  for (let unit = 0; unit < size; unit += 1) {
    let ratings = 0;
    for (const column of columns) if (!Number.isNaN(column[unit]!)) ratings += 1;
    if (ratings > 1) found[n++] = unit;
  }
  return found.subarray(0, n);
}

function distinctValues(columns: readonly Float64Array[], units: Int32Array): Float64Array {
  const seen = new Set<number>();
  for (const column of columns) for (const unit of units) if (!Number.isNaN(column[unit]!)) seen.add(column[unit]!);
  return Float64Array.from(seen).sort();
}

/** The kinds of units that were met, in the order in which they came. */
class Kinds {
  readonly #base: number;
  readonly #isSmall: boolean;
  readonly #known = new Map<number | string, number>();
  readonly #multiplicities: number[] = [];
  readonly #sizes: number[] = [];
  readonly #starts: number[] = [0];
  readonly #valueOf: number[] = [];
  readonly #countOf: number[] = [];

  constructor(values: number, raters: number) {
    this.#base = values + 1;
    this.#isSmall = this.#base ** raters < Number.MAX_SAFE_INTEGER;
  }

  /** The number of the kind that has these ratings, which ascend. */
  kindOf(given: Int32Array): number {
    const key = this.#isSmall ? given.reduce((sum, value) => sum * this.#base + value + 1, 0) : given.join();
    const known = this.#known.get(key) ?? this.#add(key, given);
    this.#multiplicities[known]! += 1;
    return known;
  }

  #add(key: number | string, given: Int32Array): number {
    const kind = this.#known.size;
    this.#known.set(key, kind);
    for (const [at, value] of given.entries()) {
      if (at > 0 && given[at - 1] === value) {
        this.#countOf[this.#countOf.length - 1]! += 1;
        continue;
      }
      this.#valueOf.push(value);
      this.#countOf.push(1);
    }
    this.#multiplicities.push(0);
    this.#sizes.push(given.length);
    this.#starts.push(this.#valueOf.length);
    return kind;
  }

  columns(): Omit<RatedUnits, 'values' | 'kindOf'> {
    return {
      multiplicities: Float64Array.from(this.#multiplicities),
      sizes: Float64Array.from(this.#sizes),
      starts: Int32Array.from(this.#starts),
      valueOf: Int32Array.from(this.#valueOf),
      countOf: Float64Array.from(this.#countOf),
    };
  }
}
