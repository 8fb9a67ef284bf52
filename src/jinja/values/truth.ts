import { BLANK, Dict, Markup, NONE, TemplateObject, Tuple, Undefined, type Value } from './value.ts';

/** Whether a value counts as true, as Python's `bool()`. */
export function truthOf(value: Value): boolean {
  if (value === NONE || value === BLANK) return false;
  if (value instanceof Undefined) return value.refuse();
  if (value instanceof Markup) return value.text !== '';
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Dict) return value.size > 0;
  if (value instanceof TemplateObject) return (value.size() ?? 1) > 0;
  // NaN is true in Python.
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}
