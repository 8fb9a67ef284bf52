import { textOf } from '../values/python-text.ts';
import { spendReading } from '../work-limit.ts';
import { groupAttribute, itemOf } from '../values/subscript.ts';
import { Dict, GroupTuple, Markup, NONE, TemplateObject, Tuple, Undefined, type Value } from '../values/value.ts';
import { DICT_METHODS } from './dict-methods.ts';
import { LIST_METHODS, TUPLE_METHODS } from './list-methods.ts';
import { MARKUP_METHODS } from './markup-methods.ts';
import { BoundMethod, type MethodTable } from './method.ts';
import { FLOAT_METHODS, INTEGER_METHODS, numberAttribute } from './number-methods.ts';
import { TEXT_METHODS } from './text-methods.ts';

/**
 * A method or attribute of a value, out of tables alone: nothing that JavaScript gives its objects is among them. `undefined` where
 * there is none.
 */
export function attributeOf(value: Value, name: string): Value | undefined {
  if (value instanceof Undefined) return value.refuse();
  if (typeof value === 'string') return bound(TEXT_METHODS, value, name, value.length);
  if (value instanceof Markup) return bound(MARKUP_METHODS, value, name, value.text.length);
  if (value instanceof Dict) return bound(DICT_METHODS, value, name);
  if (Array.isArray(value)) return bound(LIST_METHODS, value, name);
  if (value instanceof GroupTuple) return groupAttribute(value, name) ?? bound(TUPLE_METHODS, value, name);
  if (value instanceof Tuple) return bound(TUPLE_METHODS, value, name);
  if (typeof value === 'boolean') return attributeOf(value ? 1n : 0n, name);
  if (typeof value === 'bigint') return numberAttribute(value, name) ?? bound(INTEGER_METHODS, value, name);
  if (typeof value === 'number') return numberAttribute(value, name) ?? bound(FLOAT_METHODS, value, name);
  return value instanceof TemplateObject ? value.attribute(name) : undefined;
}

/** `value.name` of a template: an attribute, else an item. `undefined` where there is neither. */
export function memberOf(value: Value, name: string): Value | undefined {
  return attributeOf(value, name) ?? itemOf(value, name);
}

/** `value[key]` of a template: an item, else the attribute of that name. `undefined` where there is neither. */
export function subscriptOf(value: Value, key: Value): Value | undefined {
  const item = itemOf(value, key);
  if (item !== undefined) return item;
  return typeof key === 'string' ? attributeOf(value, key) : undefined;
}

/** The value at a path such as `address.city` or `0.name`; `missing` takes the place of each part that is not there. */
export function valueAt(value: Value, path: Value | undefined, missing?: Value): Value {
  let current = value;
  for (const part of partsOf(path)) {
    const found = subscriptOf(current, part);
    current = found ?? missing ?? new Undefined(`the attribute ${textOf(part)} of an item`);
  }
  return current;
}

function partsOf(path: Value | undefined): Value[] {
  if (path === undefined || path === NONE) return [];
  if (path instanceof Markup) return partsOf(path.text);
  if (typeof path !== 'string') return [path];
  return path.split('.').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part));
}

/** `length` is that of a text, which a call reads. */
function bound<Self>(methods: MethodTable<Self>, self: Self, name: string, length = 0): Value | undefined {
  const apply = methods.get(name);
  if (apply === undefined) return undefined;
  return new BoundMethod(name, (args) => {
    spendReading(length * 4);
    return apply(self, args);
  });
}
