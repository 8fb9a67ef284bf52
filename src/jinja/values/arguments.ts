import { typeFault } from './python-error.ts';
import type { Arguments, Value } from './value.ts';

/** The parameters of a function, in order. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
  /** How many of them, from the first, must be given. */
  readonly required: number;
}

/** Reads parameters as `"width first? blank?"`: a question mark marks those that may be left out. */
export function signatureOf(name: string, parameters: string): Signature {
  const words = parameters.split(' ').filter((word) => word !== '');
  return {
    name,
    parameters: words.map((word) => word.replace('?', '')),
    required: words.filter((word) => !word.endsWith('?')).length,
  };
}

/** The arguments in the order of the parameters, `undefined` where one was left out. Throws a TypeError as Python does. */
export function boundArguments(signature: Signature, { positional, named }: Arguments): (Value | undefined)[] {
  const { name, parameters, required } = signature;
  if (positional.length > parameters.length)
    throw typeFault(`${name} takes at most ${counted(parameters.length)}, but ${positional.length} were given`);
  const bound: (Value | undefined)[] = parameters.map((_, index) => positional[index]);
  for (const [key, value] of named) {
    const index = parameters.indexOf(key);
    if (index < 0) throw typeFault(`${name} has no argument '${key}'${offered(parameters)}`);
    if (index < positional.length) throw typeFault(`${name} got two values for its argument '${key}'`);
    bound[index] = value;
  }
  const missing = bound.slice(0, required).findIndex((value) => value === undefined);
  if (missing >= 0) throw typeFault(`${name} needs its argument '${parameters[missing] ?? ''}'`);
  return bound;
}

function counted(count: number): string {
  if (count === 0) return 'no arguments';
  return count === 1 ? '1 argument' : `${count} arguments`;
}

function offered(parameters: readonly string[]): string {
  return parameters.length === 0 ? '' : `; it has ${parameters.join(', ')}`;
}
