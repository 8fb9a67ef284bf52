import { boundArguments, signatureOf } from '../values/arguments.ts';
import { typeFault } from '../values/python-error.ts';
import { type Arguments, TemplateObject, type Value } from '../values/value.ts';

/** A method of a Python type. `self` is of the type that the method's table is for. */
export type Method<Self> = (self: Self, args: Arguments) => Value;

/** The methods of a type by name. */
export type MethodTable<Self> = ReadonlyMap<string, Method<Self>>;

type Bound<Self> = (self: Self, ...args: (Value | undefined)[]) => Value;

/** A method with parameters as `signatureOf` reads them; those left out are `undefined`. */
export function method<Self>(name: string, parameters: string, apply: Bound<Self>): [string, Method<Self>] {
  const signature = signatureOf(`${name}()`, parameters);
  return [name, (self, args) => apply(self, ...boundArguments(signature, args))];
}

/** A method together with its object, as `object.name` gives it. */
export class BoundMethod extends TemplateObject {
  override readonly typeName = 'method';
  readonly #name: string;
  readonly #apply: (args: Arguments) => Value;

  constructor(name: string, apply: (args: Arguments) => Value) {
    super();
    this.#name = name;
    this.#apply = apply;
  }

  /** Python shows an address in memory, which no prompt can mean. */
  override repr(): string {
    throw typeFault(
      `${this.#name} is a function, which has no text; call it, or write ["${this.#name}"] for the value of that key`,
    );
  }

  override isCallable(): boolean {
    return true;
  }

  override call(args: Arguments): Value {
    return this.#apply(args);
  }
}
