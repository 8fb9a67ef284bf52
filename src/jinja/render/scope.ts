import type { Value } from '../values/value.ts';

/** Where names are looked up that no scope has. */
export interface Variables {
  find(name: string): Value | undefined;
}

/** The names that are set in one block, and the block around it. */
export class Scope {
  readonly #parent: Scope | null;
  readonly #variables: Variables;
  readonly #names = new Map<string, Value>();

  constructor(variables: Variables, parent: Scope | null = null) {
    this.#variables = variables;
    this.#parent = parent;
  }

  /** A scope inside this one. */
  inner(): Scope {
    return new Scope(this.#variables, this);
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }

  find(name: string): Value | undefined {
    const own = this.#names.get(name);
    if (own !== undefined) return own;
    return this.#parent === null ? this.#variables.find(name) : this.#parent.find(name);
  }
}
