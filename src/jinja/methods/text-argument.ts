import { typeFault } from '../values/python-error.ts';
import { Markup, NONE, typeName, Undefined, type Value } from '../values/value.ts';

/** An argument that must be a text. `what` is what it is for. */
export function textArgument(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Undefined) return value.refuse();
  throw typeFault(`${what} must be a text, not ${value === undefined ? 'missing' : typeName(value)}`);
}

/** An argument that is a text, or left out, or `none`. */
export function optionalText(value: Value | undefined, what: string): string | undefined {
  return value === undefined || value === NONE ? undefined : textArgument(value, what);
}
