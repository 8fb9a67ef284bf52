import { dictFrom } from '../methods/dict-methods.ts';
import { BoundMethod } from '../methods/method.ts';
import { boundArguments, signatureOf } from '../values/arguments.ts';
import { integerOf } from '../values/numbers.ts';
import { PythonError, typeFault } from '../values/python-error.ts';
import { reprOf, textOf } from '../values/python-text.ts';
import { Range } from '../values/sequence-objects.ts';
import { type Arguments, Dict, NONE, TemplateObject, type Value } from '../values/value.ts';

/** What every template may use without being given it, and a caller may give all the same. */
export const TEMPLATE_GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new BoundMethod('range', rangeOf)],
  ['dict', new BoundMethod('dict', dictFrom)],
  ['namespace', new BoundMethod('namespace', (args) => new Namespace(namedEntries(args)))],
  ['cycler', new BoundMethod('cycler', ({ positional }) => new Cycler(positional))],
  ['joiner', new BoundMethod('joiner', (args) => new Joiner(args))],
]);

/** A namespace, whose attributes `{% set ns.name = … %}` changes from any scope. */
export class Namespace extends TemplateObject {
  override readonly typeName = 'Namespace';
  readonly #names: Map<string, Value>;

  constructor(names: Iterable<readonly [string, Value]>) {
    super();
    this.#names = new Map(names);
  }

  override repr(): string {
    return `<Namespace ${reprOf(new Dict(this.#names))}>`;
  }

  override attribute(name: string): Value | undefined {
    return this.#names.get(name);
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }
}

/** Gives its items in turn, over and over. */
class Cycler extends TemplateObject {
  override readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #position = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw new PythonError('RuntimeError', 'at least one item has to be provided');
    this.#items = items;
  }

  override repr(): string {
    return `<Cycler ${reprOf([...this.#items])}>`;
  }

  override attribute(name: string): Value | undefined {
    if (name === 'current') return this.#items[this.#position];
    if (name === 'next') return new BoundMethod(name, () => this.#next());
    return name === 'reset' ? new BoundMethod(name, () => this.#reset()) : undefined;
  }

  #next(): Value {
    const item = this.#items[this.#position] ?? NONE;
    this.#position = (this.#position + 1) % this.#items.length;
    return item;
  }

  #reset(): Value {
    this.#position = 0;
    return NONE;
  }
}

/** Nothing when it is first called, a separator from then on. */
class Joiner extends TemplateObject {
  override readonly typeName = 'Joiner';
  readonly #separator: Value;
  #isUsed = false;

  constructor(args: Arguments) {
    super();
    const [separator = ', '] = boundArguments(signatureOf('joiner()', 'sep?'), args);
    this.#separator = separator;
  }

  override repr(): string {
    return `<Joiner ${reprOf(this.#separator)}>`;
  }

  override isCallable(): boolean {
    return true;
  }

  override call(): Value {
    if (this.#isUsed) return this.#separator;
    this.#isUsed = true;
    return '';
  }
}

function rangeOf({ positional, named }: Arguments): Value {
  if (named.size > 0) throw typeFault('range() takes no keyword arguments');
  const numbers = positional.map((value) => integerOf(value, 'each argument of range()'));
  const [first, second, step = 1n] = numbers;
  if (first === undefined || numbers.length > 3) throw typeFault(`range() takes 1 to 3 arguments, got ${numbers.length}`);
  return second === undefined ? new Range(0n, first, 1n) : new Range(first, second, step);
}

function namedEntries(args: Arguments): (readonly [string, Value])[] {
  return dictFrom(args)
    .entries()
    .map(([key, value]) => [textOf(key), value] as const);
}
