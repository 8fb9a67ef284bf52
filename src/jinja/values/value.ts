import { spend, spendReading } from '../work-limit.ts';
import { typeFault, UndefinedError } from './python-error.ts';

class NoneValue {
  readonly typeName = 'NoneType';
}

/** Python's `None`. It is no `null`, so that `??` asks only whether something was found. */
export const NONE = new NoneValue();

/**
 * A value inside a template. Whole numbers are `bigint`, floats are `number`, lists are arrays; everything that JavaScript has no
 * counterpart for is a class of its own.
 */
export type Value =
  NoneValue | boolean | bigint | number | string | Markup | Value[] | Tuple | Dict | TemplateObject | Undefined;

/** The arguments of a call. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const NO_ARGUMENTS: Arguments = { positional: [], named: new Map() };

/** A text that is marked as safe HTML, as `escape` and `safe` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export class Tuple {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** One group of `groupby`: a tuple whose two items have names. */
export class GroupTuple extends Tuple {
  readonly grouper: Value;
  readonly list: Value[];

  constructor(grouper: Value, list: Value[]) {
    super([grouper, list]);
    this.grouper = grouper;
    this.list = list;
  }
}

/**
 * What a template looked up and did not find. As with Jinja2's StrictUndefined, any use of it but `is defined` and `default` is an
 * error: whatever takes a value apart calls `refuse`.
 */
export class Undefined {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }

  refuse(): never {
    throw new UndefinedError(this.what);
  }
}

/** What an inline `if` without `else` gives when it does not hold: it prints nothing, in strict environments too. */
export const BLANK = new Undefined('an inline if without else');

/** Anything else that a template can hold: functions, loops, namespaces, views, ranges. */
export abstract class TemplateObject {
  /** The name of its Python class. */
  abstract readonly typeName: string;

  /** What Python's `repr` shows. */
  abstract repr(): string;

  /** An attribute as `object.name` finds it. */
  attribute(_name: string): Value | undefined {
    return undefined;
  }

  /** Its items, where it can be looped over. */
  iterate(): Iterable<Value> | undefined {
    return undefined;
  }

  /** `len()`, where it has one. */
  size(): number | undefined {
    return undefined;
  }

  /** The item at a position, where it is a sequence. The position is inside `size()`. */
  at(_position: number): Value | undefined {
    return undefined;
  }

  /** The result of calling it; `undefined` where it can't be called. */
  call(_args: Arguments): Value | undefined {
    return undefined;
  }

  isCallable(): boolean {
    return false;
  }
}

/** A Python dict: keys by value, `1`, `1.0` and `true` the same one, in the order in which they came. */
export class Dict {
  readonly #entries = new Map<string, [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hashOf(key));
  }

  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    const entry = this.#entries.get(hash);
    if (entry === undefined) this.#entries.set(hash, [key, value]);
    else entry[1] = value;
  }

  delete(key: Value): void {
    this.#entries.delete(hashOf(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): Value[] {
    return this.entries().map(([key]) => key);
  }

  values(): Value[] {
    return this.entries().map(([, value]) => value);
  }

  entries(): readonly (readonly [Value, Value])[] {
    spend(this.#entries.size / 16);
    return [...this.#entries.values()];
  }
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A text that is the same for equal values. Throws for what Python can't hash. */
export function hashOf(value: Value): string {
  if (typeof value === 'string') return textHash(value);
  if (value instanceof Markup) return textHash(value.text);
  if (typeof value === 'boolean') return value ? 'i1' : 'i0';
  if (typeof value === 'bigint') return `i${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `i${BigInt(value)}` : `f${value}`;
  if (value === NONE) return 'n';
  if (value instanceof Tuple) {
    const hashes = value.items.map(hashOf);
    return `t${hashes.map((hash) => `${hash.length}:${hash}`).join('')}`;
  }
  if (value instanceof Undefined) return value.refuse();
  if (value instanceof TemplateObject) return identityOf(value);
  throw typeFault(`unhashable type: '${value instanceof Dict ? 'dict' : 'list'}'`);
}

function textHash(text: string): string {
  spendReading(text.length);
  return `s${text}`;
}

function identityOf(value: TemplateObject): string {
  let identity = identities.get(value);
  if (identity === undefined) {
    identity = lastIdentity += 1;
    identities.set(value, identity);
  }
  return `o${identity}`;
}

/** The name of the value's class in Python. */
export function typeName(value: Value): string {
  if (value === NONE) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'str';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Markup) return 'Markup';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return 'dict';
  return value instanceof Undefined ? 'Undefined' : value.typeName;
}
