import { BoundMethod } from '../methods/method.ts';
import { equals } from '../values/comparison.ts';
import { typeFault } from '../values/python-error.ts';
import { type Arguments, TemplateObject, Undefined, type Value } from '../values/value.ts';

/** Renders the body of a recursive loop for other items, one level deeper. */
export type LoopRecursion = (items: Value, depth: number) => string;

/** The variable `loop`. */
export class Loop extends TemplateObject {
  override readonly typeName = 'LoopContext';
  readonly #items: readonly Value[];
  readonly #depth: number;
  readonly #recurse: LoopRecursion | null;
  #index = 0;
  #lastChanged: readonly Value[] | null = null;

  /** `depth` is 1 for the outermost loop of a recursion. */
  constructor(items: readonly Value[], depth: number, recurse: LoopRecursion | null) {
    super();
    this.#items = items;
    this.#depth = depth;
    this.#recurse = recurse;
  }

  moveTo(index: number): void {
    this.#index = index;
  }

  override repr(): string {
    return `<LoopContext ${this.#index + 1}/${this.#items.length}>`;
  }

  override size(): number {
    return this.#items.length;
  }

  override isCallable(): boolean {
    return true;
  }

  override call({ positional }: Arguments): Value {
    const [items] = positional;
    if (this.#recurse === null)
      throw typeFault("the loop must have the 'recursive' marker to be called: {% for … recursive %}");
    if (items === undefined) throw typeFault('loop() needs the items to loop over');
    return this.#recurse(items, this.#depth + 1);
  }

  override attribute(name: string): Value | undefined {
    const last = this.#items.length - 1;
    switch (name) {
      case 'index':
        return BigInt(this.#index + 1);
      case 'index0':
        return BigInt(this.#index);
      case 'revindex':
        return BigInt(last - this.#index + 1);
      case 'revindex0':
        return BigInt(last - this.#index);
      case 'first':
        return this.#index === 0;
      case 'last':
        return this.#index === last;
      case 'length':
        return BigInt(this.#items.length);
      case 'depth':
        return BigInt(this.#depth);
      case 'depth0':
        return BigInt(this.#depth - 1);
      default:
        return this.#neighbour(name) ?? this.#method(name);
    }
  }

  #neighbour(name: string): Value | undefined {
    if (name === 'previtem') return this.#index === 0 ? new Undefined('loop.previtem') : this.#items[this.#index - 1];
    return name === 'nextitem' ? (this.#items[this.#index + 1] ?? new Undefined('loop.nextitem')) : undefined;
  }

  #method(name: string): Value | undefined {
    if (name === 'cycle') return new BoundMethod(name, (args) => this.#cycle(args));
    return name === 'changed' ? new BoundMethod(name, (args) => this.#changed(args)) : undefined;
  }

  #cycle({ positional }: Arguments): Value {
    const value = positional[this.#index % positional.length];
    if (value === undefined) throw typeFault('no items for cycling given');
    return value;
  }

  #changed({ positional }: Arguments): boolean {
    const before = this.#lastChanged;
    this.#lastChanged = positional;
    if (before?.length !== positional.length) return true;
    return !positional.every((value, index) => equals(value, before[index] as Value));
  }
}
