import { spend, spendReading } from '../work-limit.ts';
import { compareCodePoints } from './code-points.ts';
import { typeFault } from './python-error.ts';
import { BLANK, Dict, Markup, Tuple, typeName, Undefined, type Value } from './value.ts';

/** Equality as Python has it: by value, `1 == 1.0 == True`, and no text equals a number. */
export function equals(left: Value, right: Value): boolean {
  spend(1);
  refuseUndefined(left);
  refuseUndefined(right);
  const a = comparable(left);
  const b = comparable(right);
  if (isNumber(a) && isNumber(b)) return !(a < b) && !(a > b) && !Number.isNaN(a) && !Number.isNaN(b);
  if (Array.isArray(a) && Array.isArray(b)) return sameItems(a, b);
  if (a instanceof Tuple && b instanceof Tuple) return sameItems(a.items, b.items);
  if (a instanceof Dict && b instanceof Dict) return sameEntries(a, b);
  if (typeof a === 'string' && typeof b === 'string' && a.length === b.length) spendReading(a.length);
  return a === b;
}

/** Negative, zero or positive, as `left` is before, equal to or after `right`; NaN where there is no order. Throws where Python has none. */
export function compare(left: Value, right: Value, operator: string): number {
  spend(1);
  refuseUndefined(left);
  refuseUndefined(right);
  const a = comparable(left);
  const b = comparable(right);
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, operator);
  if (a instanceof Tuple && b instanceof Tuple) return compareItems(a.items, b.items, operator);
  throw typeFault(`'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

/** Python's `is`: the same object; values that JavaScript has no identity for are the same when they are equal. */
export function sameObject(left: Value, right: Value): boolean {
  if (left instanceof Markup && right instanceof Markup) return left.text === right.text;
  return Object.is(left, right);
}

/** A stable order of the items by their keys, as Python's `sorted`. */
export function sortedBy<Item>(items: readonly Item[], keyOf: (item: Item) => Value, reverse = false): Item[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  // Python keeps equal items in their order when it sorts in reverse, too.
  const sign = reverse ? -1 : 1;
  return keyed.sort((a, b) => sign * (compare(a.key, b.key, '<') || 0)).map(({ item }) => item);
}

/** A value as comparisons see it: booleans are numbers, markup is a text. */
function comparable(value: Value): Value {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value instanceof Markup ? value.text : value;
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function compareTexts(a: string, b: string): number {
  spendReading(Math.min(a.length, b.length));
  return compareCodePoints(a, b);
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : 0;
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => equals(item, b[index] as Value));
}

function sameEntries(a: Dict, b: Dict): boolean {
  return a.size === b.size && a.entries().every(([key, value]) => b.has(key) && equals(value, b.get(key) as Value));
}

function compareItems(a: readonly Value[], b: readonly Value[], operator: string): number {
  const at = a.findIndex((item, index) => index >= b.length || !equals(item, b[index] as Value));
  if (at < 0 || at >= b.length) return a.length - b.length;
  return compare(a[at] as Value, b[at] as Value, operator);
}

function refuseUndefined(value: Value): void {
  if (value instanceof Undefined && value !== BLANK) value.refuse();
}
