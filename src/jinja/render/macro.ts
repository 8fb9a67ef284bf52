import { specialNames } from '../syntax/free-variables.ts';
import type { MacroNode } from '../syntax/syntax-tree.ts';
import { PythonError, typeFault } from '../values/python-error.ts';
import { reprOf } from '../values/python-text.ts';
import { type Arguments, Dict, TemplateObject, Tuple, Undefined, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';

/** What a macro needs of whoever renders the template. */
export interface MacroRenderer {
  /** The text of the macro's body in a scope. */
  body(macro: MacroNode, scope: Scope): string;
  /** The default of a parameter. */
  fallback(macro: MacroNode, index: number, scope: Scope): Value | undefined;
}

/** A macro as templates call it, or the block of `{% call %}` as `caller`. */
export class Macro extends TemplateObject {
  override readonly typeName = 'Macro';
  readonly #node: MacroNode;
  readonly #scope: Scope;
  readonly #renderer: MacroRenderer;
  readonly #special: ReadonlySet<string>;

  /** `scope` is where it was defined. */
  constructor(node: MacroNode, scope: Scope, renderer: MacroRenderer) {
    super();
    this.#node = node;
    this.#scope = scope;
    this.#renderer = renderer;
    this.#special = specialNames(node);
  }

  override repr(): string {
    return `<Macro ${reprOf(this.#node.name)}>`;
  }

  override isCallable(): boolean {
    return true;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.#node.name;
      case 'arguments':
        return new Tuple(this.#node.parameters.map((parameter) => parameter.name));
      case 'catch_kwargs':
        return this.#special.has('kwargs');
      case 'catch_varargs':
        return this.#special.has('varargs');
      case 'caller':
        return this.#special.has('caller');
      default:
        return undefined;
    }
  }

  override call({ positional, named }: Arguments): Value {
    const scope = this.#scope.inner();
    const rest = new Map(named);
    this.#setSpecial(scope, positional, rest);
    this.#node.parameters.forEach((parameter, index) => {
      const given = index < positional.length ? positional[index] : taken(rest, parameter.name);
      const fallback = (): Value =>
        this.#renderer.fallback(this.#node, index, scope) ??
        new Undefined(`the argument ${parameter.name} of ${this.#node.name}()`);
      scope.set(parameter.name, given ?? fallback());
    });
    if (this.#special.has('kwargs')) scope.set('kwargs', new Dict(rest));
    else this.#refuseRest(rest);
    return this.#renderer.body(this.#node, scope);
  }

  #setSpecial(scope: Scope, positional: readonly Value[], rest: Map<string, Value>): void {
    const { length } = this.#node.parameters;
    if (this.#special.has('caller')) scope.set('caller', taken(rest, 'caller') ?? new Undefined('caller'));
    if (this.#special.has('varargs')) scope.set('varargs', new Tuple(positional.slice(length)));
    else if (positional.length > length)
      throw typeFault(`macro ${reprOf(this.#node.name)} takes not more than ${length} argument(s)`);
  }

  #refuseRest(rest: ReadonlyMap<string, Value>): void {
    const [name] = rest.keys();
    if (name !== undefined)
      throw new PythonError('TypeError', `macro ${reprOf(this.#node.name)} takes no keyword argument ${reprOf(name)}`);
  }
}

function taken(values: Map<string, Value>, name: string): Value | undefined {
  const value = values.get(name);
  values.delete(name);
  return value;
}
