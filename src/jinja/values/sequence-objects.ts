import { MAX_RANGE, spend, TemplateLimitError } from '../work-limit.ts';
import { typeFault, valueFault } from './python-error.ts';
import { reprOf } from './python-text.ts';
import type { Dict } from './value.ts';
import { TemplateObject, Tuple, type Value } from './value.ts';

/** Python's `range`, limited to `MAX_RANGE` numbers. */
export class Range extends TemplateObject {
  override readonly typeName = 'range';
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  readonly #size: number;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    if (step === 0n) throw valueFault('range() arg 3 must not be zero');
    const span = step > 0n ? stop - start : start - stop;
    const size = span <= 0n ? 0n : (span - 1n) / (step > 0n ? step : -step) + 1n;
    if (size > BigInt(MAX_RANGE)) throw new TemplateLimitError(`range() is limited to ${MAX_RANGE} numbers`);
    [this.start, this.stop, this.step, this.#size] = [start, stop, step, Number(size)];
  }

  override repr(): string {
    const ends = `${this.start}, ${this.stop}`;
    return this.step === 1n ? `range(${ends})` : `range(${ends}, ${this.step})`;
  }

  override size(): number {
    return this.#size;
  }

  override at(position: number): Value {
    return this.start + BigInt(position) * this.step;
  }

  override iterate(): Iterable<Value> {
    spend(this.#size);
    return Array.from({ length: this.#size }, (_, position) => this.at(position));
  }
}

/** What `items()`, `keys()` and `values()` of a dict give: it follows the dict. */
export class DictView extends TemplateObject {
  override readonly typeName: string;
  readonly #dict: Dict;
  readonly #items: () => Value[];

  constructor(kind: 'items' | 'keys' | 'values', dict: Dict) {
    super();
    this.typeName = `dict_${kind}`;
    this.#dict = dict;
    if (kind === 'items') this.#items = () => dict.entries().map((entry) => new Tuple(entry));
    else this.#items = () => dict[kind]();
  }

  override repr(): string {
    return `${this.typeName}(${reprOf(this.#items())})`;
  }

  override size(): number {
    return this.#dict.size;
  }

  override iterate(): Iterable<Value> {
    return this.#items();
  }
}

/** What filters such as `map` and `select` give: its items are made when they are asked for, and can be visited once. */
export class LazySequence extends TemplateObject {
  override readonly typeName = 'generator';
  readonly #source: string;
  readonly #items: Generator<Value, void, undefined>;

  /** `source` is the filter that made it. */
  constructor(source: string, items: Generator<Value, void, undefined>) {
    super();
    this.#source = source;
    this.#items = items;
  }

  /** Python shows an address in memory, which no prompt can mean. */
  override repr(): string {
    throw typeFault(`${this.#source} gives a generator, which has no text; write "| list" or "| join" after it`);
  }

  override iterate(): Iterable<Value> {
    const items = this.#items;
    // Leaving a loop early must not end the sequence, as a generator's own `return` would.
    return { [Symbol.iterator]: () => ({ next: () => items.next() }) };
  }
}
