/** Some samples of a run, by position. */
export class PositionSet {
  readonly #has: Uint8Array;
  #count = 0;

  private constructor(size: number) {
    this.#has = new Uint8Array(size);
  }

  /** Of a run with so many samples; positions beyond them are left out. */
  static of(size: number, positions: Iterable<number>): PositionSet {
    const set = new PositionSet(size);
    for (const pos of positions) set.#add(pos);
    return set;
  }

  /** Those of the first `size` positions that something is true of. */
  static where(size: number, isIn: (pos: number) => boolean): PositionSet {
    const set = new PositionSet(size);
    for (let pos = 0; pos < size; pos += 1) if (isIn(pos)) set.#add(pos);
    return set;
  }

  /** The positions that are in all of some sets; `null`, which stands for all samples, where there are no sets. */
  static common(sets: readonly (PositionSet | null)[]): PositionSet | null {
    return sets.reduce((common, set) => (common === null || set === null ? (common ?? set) : common.#and(set)), null);
  }

  get count(): number {
    return this.#count;
  }

  has(pos: number): boolean {
    return this.#has[pos] === 1;
  }

  /** Ascending. */
  *[Symbol.iterator](): Generator<number> {
    for (let pos = this.#has.indexOf(1); pos >= 0; pos = this.#has.indexOf(1, pos + 1)) yield pos;
  }

  *descending(): Generator<number> {
    for (let pos = this.#has.lastIndexOf(1); pos >= 0; pos = pos === 0 ? -1 : this.#has.lastIndexOf(1, pos - 1)) yield pos;
  }

  #add(pos: number): void {
    if (this.#has[pos] !== 0) return;
    this.#has[pos] = 1;
    this.#count += 1;
  }

  #and(other: PositionSet): PositionSet {
    const both = new PositionSet(this.#has.length);
    for (let pos = 0; pos < this.#has.length; pos += 1) if (this.has(pos) && other.has(pos)) both.#add(pos);
    return both;
  }
}
