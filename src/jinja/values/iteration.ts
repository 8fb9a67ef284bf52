import { spend, spendItems, spendReading } from '../work-limit.ts';
import { codePoints } from './code-points.ts';
import { equals } from './comparison.ts';
import { typeFault } from './python-error.ts';
import { reprOf, textLength, textOf } from './python-text.ts';
import { BLANK, Dict, Markup, TemplateObject, Tuple, typeName, Undefined, type Value } from './value.ts';

/** The items of a value as `for` visits them: characters, items, keys. Each takes a step. Throws for what can't be looped over. */
export function* iterate(value: Value): Generator<Value, void, undefined> {
  for (const item of itemsOf(value)) {
    spend(1);
    yield item;
  }
}

/** All items as a new list. */
export function listOf(value: Value): Value[] {
  const items = itemsOf(value);
  if (Array.isArray(items)) {
    spendItems(items.length);
    return [...(items as Value[])];
  }
  const list: Value[] = [];
  for (const item of items) if (list.push(item) % 1_000 === 0) spendItems(1_000, list.length);
  return list;
}

/** Whether it can be looped over. An undefined value can't be asked. */
export function isIterable(value: Value): boolean {
  return typeof value === 'string' || value instanceof Markup || containerItems(value) !== undefined;
}

/** Whether it is a list, or an object with items by position. */
export function isSized(value: Value): boolean {
  if (Array.isArray(value)) return true;
  return value instanceof TemplateObject && value.size() !== undefined && (value.size() === 0 || value.at(0) !== undefined);
}

/** `len()`. Throws for what has none. */
export function lengthOf(value: Value): number {
  if (typeof value === 'string' || value instanceof Markup) return textLength(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value === BLANK) return 0;
  if (value instanceof Undefined) return value.refuse();
  const size = value instanceof TemplateObject ? value.size() : undefined;
  if (size === undefined) throw typeFault(`object of type '${typeName(value)}' has no len()`);
  return size;
}

/** Python's `item in container`. */
export function contains(container: Value, item: Value): boolean {
  if (item instanceof Undefined) item.refuse();
  const text = container instanceof Markup ? container.text : container;
  if (typeof text === 'string') return containsText(text, item);
  if (container instanceof Dict) return container.has(item);
  for (const member of iterate(container)) if (equals(member, item)) return true;
  return false;
}

function containsText(text: string, item: Value): boolean {
  if (typeof item !== 'string' && !(item instanceof Markup))
    throw typeFault(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  spendReading(text.length);
  return text.includes(textOf(item));
}

function itemsOf(value: Value): Iterable<Value> {
  if (value instanceof Undefined && value !== BLANK) return value.refuse();
  const items = textItems(value) ?? containerItems(value);
  if (items === undefined) throw typeFault(`'${typeName(value)}' object is not iterable: ${shortened(reprOf(value))}`);
  return items;
}

function textItems(value: Value): Iterable<Value> | undefined {
  const text = value instanceof Markup ? value.text : value;
  if (typeof text !== 'string') return undefined;
  spendItems(text.length);
  return codePoints(text);
}

function containerItems(value: Value): Iterable<Value> | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value === BLANK) return [];
  return value instanceof TemplateObject ? value.iterate() : undefined;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
