import { subscriptOf, valueAt } from '../methods/attributes.ts';
import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { codePoints } from '../values/code-points.ts';
import { iterate, lengthOf, listOf } from '../values/iteration.ts';
import { countOf } from '../values/numbers.ts';
import { PythonError, typeFault } from '../values/python-error.ts';
import { textOf } from '../values/python-text.ts';
import { LazySequence } from '../values/sequence-objects.ts';
import { truthOf } from '../values/truth.ts';
import { Dict, Markup, Tuple, Undefined, type Value } from '../values/value.ts';
import { spend, spendItems, spendText } from '../work-limit.ts';
import { flagOf, given } from './filter-arguments.ts';

/** Filters that take sequences apart or put them together. */
export const SEQUENCE_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map<string, TemplateFilter>([
  filter('length', '', (value) => BigInt(lengthOf(value))),
  filter('count', '', (value) => BigInt(lengthOf(value))),
  filter('list', '', (value) => listOf(value)),
  filter('first', '', first),
  filter('last', '', last),
  filter('reverse', '', reversed),
  filter('join', 'd? attribute?', joined),
  filter('items', '', (value) => new LazySequence('items', itemsOf(value))),
  filter('batch', 'linecount fill_with?', (value, count = 0n, fill) => {
    return new LazySequence('batch', batches(value, countOf(count, 'the linecount'), given(fill)));
  }),
  filter('slice', 'slices fill_with?', (value, slices = 0n, fill) => {
    return new LazySequence('slice', slicesOf(value, countOf(slices, 'the number of slices'), given(fill)));
  }),
  filter('default', 'default_value? boolean?', defaultFor),
  filter('d', 'default_value? boolean?', defaultFor),
  [
    'random',
    (value, _args, context) => {
      const length = lengthOf(value);
      const picked = subscriptOf(value, BigInt(Math.floor(context.random() * length)));
      return picked ?? new Undefined('a random item of nothing');
    },
  ],
]);

function defaultFor(value: Value, fallback: Value = '', isForFalse: Value = false): Value {
  if (value instanceof Undefined) return fallback;
  return flagOf(isForFalse) && !truthOf(value) ? fallback : value;
}

function first(value: Value): Value {
  for (const item of iterate(value)) return item;
  return new Undefined('the first item of nothing');
}

function last(value: Value): Value {
  if (value instanceof LazySequence) throw typeFault('a generator has no last item; write "| list" before "| last"');
  return listOf(value).at(-1) ?? new Undefined('the last item of nothing');
}

function reversed(value: Value): Value {
  if (typeof value === 'string') return codePoints(value).reverse().join('');
  if (value instanceof Markup) return new Markup(codePoints(value.text).reverse().join(''));
  const items = listOf(value).reverse();
  return value instanceof LazySequence ? items : new LazySequence('reverse', iterate(items));
}

function joined(value: Value, separator: Value = '', attribute?: Value): string {
  const between = textOf(separator);
  const parts: string[] = [];
  let length = 0;
  for (const item of iterate(value)) {
    const part = textOf(given(attribute) === undefined ? item : valueAt(item, attribute));
    length += part.length + between.length;
    spendText(part.length + between.length, length);
    parts.push(part);
  }
  return parts.join(between);
}

function* itemsOf(value: Value): Generator<Value, void, undefined> {
  if (value instanceof Undefined) return;
  if (!(value instanceof Dict)) throw typeFault('Can only get item pairs from a mapping.');
  for (const entry of value.entries()) yield new Tuple(entry);
}

function* batches(value: Value, count: number, fill: Value | undefined): Generator<Value, void, undefined> {
  let batch: Value[] = [];
  for (const item of iterate(value)) {
    if (batch.length === count) {
      yield batch;
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length > 0) yield filled(batch, count, fill);
}

function filled(batch: Value[], count: number, fill: Value | undefined): Value[] {
  if (fill === undefined || batch.length >= count) return batch;
  spendItems(count);
  return [...batch, ...Array.from({ length: count - batch.length }, () => fill)];
}

function* slicesOf(value: Value, count: number, fill: Value | undefined): Generator<Value, void, undefined> {
  const items = listOf(value);
  if (count === 0) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    spend(20);
    const end = start + size + (index < longer ? 1 : 0);
    const slice = items.slice(start, end);
    start = end;
    yield fill !== undefined && index >= longer ? [...slice, fill] : slice;
  }
}
