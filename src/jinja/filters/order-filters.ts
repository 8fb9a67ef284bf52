import { valueAt } from '../methods/attributes.ts';
import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { calculated } from '../values/arithmetic.ts';
import { compare, equals, sortedBy } from '../values/comparison.ts';
import { iterate, listOf } from '../values/iteration.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { LazySequence } from '../values/sequence-objects.ts';
import { Dict, GroupTuple, hashOf, Markup, Tuple, typeName, Undefined, type Value } from '../values/value.ts';
import { flagOf, given } from './filter-arguments.ts';

/** Filters that compare the items of a sequence. */
export const ORDER_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  filter('sort', 'reverse? case_sensitive? attribute?', (value, reverse, isSensitive, attribute) => {
    return sortedBy(listOf(value), multipleKeys(attribute, flagOf(isSensitive)), flagOf(reverse));
  }),
  filter('dictsort', 'case_sensitive? by? reverse?', sortedEntries),
  filter('unique', 'case_sensitive? attribute?', (value, isSensitive, attribute) => {
    return new LazySequence('unique', uniqueItems(value, keyOf(attribute, flagOf(isSensitive))));
  }),
  filter('min', 'case_sensitive? attribute?', (value, isSensitive, attribute) => {
    return extreme(value, keyOf(attribute, flagOf(isSensitive)), '<');
  }),
  filter('max', 'case_sensitive? attribute?', (value, isSensitive, attribute) => {
    return extreme(value, keyOf(attribute, flagOf(isSensitive)), '>');
  }),
  filter('sum', 'attribute? start?', total),
  filter('groupby', 'attribute default? case_sensitive?', (value, attribute, missing, isSensitive) => {
    return groups(listOf(value), attribute, given(missing), flagOf(isSensitive));
  }),
]);

type Key = (item: Value) => Value;

function keyOf(attribute: Value | undefined, isSensitive: boolean, missing?: Value): Key {
  return (item) => {
    const value = valueAt(item, attribute, missing);
    return isSensitive ? value : withoutCase(value);
  };
}

/** Several attributes with commas between are compared one after another. */
function multipleKeys(attribute: Value | undefined, isSensitive: boolean): Key {
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const keys = paths.map((path) => keyOf(path, isSensitive));
  return (item) => new Tuple(keys.map((key) => key(item)));
}

function withoutCase(value: Value): Value {
  if (value instanceof Markup) return value.text.toLowerCase();
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function sortedEntries(value: Value, isSensitive: Value = false, by: Value = 'key', reverse: Value = false): Value {
  if (value instanceof Undefined) return value.refuse();
  if (by !== 'key' && by !== 'value') throw valueFault('You can only sort by either "key" or "value"');
  if (!(value instanceof Dict)) throw typeFault(`"dictsort" takes a dict, not a ${typeName(value)}`);
  const position = by === 'key' ? 0 : 1;
  const key = (entry: readonly [Value, Value]): Value => (flagOf(isSensitive) ? entry[position] : withoutCase(entry[position]));
  return sortedBy(value.entries(), key, flagOf(reverse)).map((entry) => new Tuple(entry));
}

function* uniqueItems(value: Value, key: Key): Generator<Value, void, undefined> {
  const seen = new Set<string>();
  for (const item of iterate(value)) {
    const hash = hashOf(key(item));
    if (seen.has(hash)) continue;
    seen.add(hash);
    yield item;
  }
}

function extreme(value: Value, key: Key, operator: '<' | '>'): Value {
  let best: { item: Value; key: Value } | undefined;
  for (const item of iterate(value)) {
    const candidate = { item, key: key(item) };
    const order = best === undefined ? 0 : compare(candidate.key, best.key, operator);
    if (best === undefined || (operator === '<' ? order < 0 : order > 0)) best = candidate;
  }
  return best?.item ?? new Undefined('the aggregate of nothing');
}

function total(value: Value, attribute?: Value, start: Value = 0n): Value {
  if (typeof start === 'string' || start instanceof Markup) throw typeFault('"sum" takes no texts; use "| join"');
  let sum: Value = start;
  for (const item of iterate(value))
    sum = calculated('+', sum, given(attribute) === undefined ? item : valueAt(item, attribute));
  return sum;
}

function groups(items: Value[], attribute: Value | undefined, missing: Value | undefined, isSensitive: boolean): Value {
  const key = keyOf(attribute, isSensitive, missing);
  const result: { key: Value; items: Value[] }[] = [];
  for (const item of sortedBy(items, key)) {
    const group = result.at(-1);
    if (group !== undefined && equals(group.key, key(item))) group.items.push(item);
    else result.push({ key: key(item), items: [item] });
  }
  return result.map((group) => {
    const [first] = group.items;
    const grouper = isSensitive || first === undefined ? group.key : valueAt(first, attribute, missing);
    return new GroupTuple(grouper, group.items);
  });
}
