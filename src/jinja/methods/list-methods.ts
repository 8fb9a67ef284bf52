import { equals, sortedBy } from '../values/comparison.ts';
import { listOf } from '../values/iteration.ts';
import { countOf } from '../values/numbers.ts';
import { PythonError, valueFault } from '../values/python-error.ts';
import { reprOf } from '../values/python-text.ts';
import { truthOf } from '../values/truth.ts';
import { NONE, type Tuple, type Value } from '../values/value.ts';
import { MAX_ITEMS, spend, spendItems } from '../work-limit.ts';
import { method, type MethodTable } from './method.ts';

const INDEX = 'value start? stop?';

/** Methods of lists; those that change the list give `none`, as in Python. */
export const LIST_METHODS: MethodTable<Value[]> = new Map([
  method<Value[]>('append', 'value', (list, value = NONE) => changed(list.push(value), list)),
  method<Value[]>('extend', 'items', (list, items = []) => {
    const added = listOf(items);
    spendItems(list.length + added.length);
    for (const item of added) list.push(item);
    return NONE;
  }),
  method<Value[]>('insert', 'index value', (list, index = 0n, value = NONE) => {
    return changed(list.splice(countOf(index, 'the index'), 0, value), list);
  }),
  method<Value[]>('pop', 'index?', (list, index = -1n) => popped(list, countOf(index, 'the index'))),
  method<Value[]>('remove', 'value', (list, value = NONE) => changed(list.splice(positionIn(list, value), 1), list)),
  method<Value[]>('clear', '', (list) => changed(list.splice(0), list)),
  method<Value[]>('copy', '', (list) => listOf(list)),
  method<Value[]>('reverse', '', (list) => changed(list.reverse(), list)),
  method<Value[]>('sort', 'reverse?', (list, reverse = false) => {
    for (const [index, item] of sortedBy(list, (one) => one, truthOf(reverse)).entries()) list[index] = item;
    return changed(list, list);
  }),
  method<Value[]>('count', 'value', (list, value = NONE) => countIn(list, value)),
  method<Value[]>('index', INDEX, (list, value = NONE, start, stop) => BigInt(positionIn(list, value, start, stop))),
]);

export const TUPLE_METHODS: MethodTable<Tuple> = new Map([
  method<Tuple>('count', 'value', ({ items }, value = NONE) => countIn(items, value)),
  method<Tuple>('index', INDEX, ({ items }, value = NONE, start, stop) => BigInt(positionIn(items, value, start, stop))),
]);

/** What a method that changes a list gives; the step that it takes grows with the list. */
function changed(_change: unknown, list: readonly Value[]): Value {
  if (list.length > MAX_ITEMS) spendItems(list.length);
  spend(1 + list.length / 16);
  return NONE;
}

function popped(list: Value[], index: number): Value {
  if (list.length === 0) throw new PythonError('IndexError', 'pop from empty list');
  const [item] = index < -list.length || index >= list.length ? [] : list.splice(index, 1);
  if (item === undefined) throw new PythonError('IndexError', 'pop index out of range');
  return item;
}

function countIn(items: readonly Value[], value: Value): bigint {
  return BigInt(items.filter((item) => equals(item, value)).length);
}

function positionIn(items: readonly Value[], value: Value, start?: Value, stop?: Value): number {
  const bound = (edge: Value | undefined, missing: number): number => {
    const position = edge === undefined ? missing : countOf(edge, 'a position');
    return position < 0 ? Math.max(0, position + items.length) : position;
  };
  const [from, to] = [bound(start, 0), bound(stop, items.length)];
  const found = items.findIndex((item, index) => index >= from && index < to && equals(item, value));
  if (found < 0) throw valueFault(`${reprOf(value)} is not in the list`);
  return found;
}
