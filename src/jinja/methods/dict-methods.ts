import { iterate, listOf } from '../values/iteration.ts';
import { PythonError, typeFault } from '../values/python-error.ts';
import { reprOf } from '../values/python-text.ts';
import { DictView } from '../values/sequence-objects.ts';
import { type Arguments, Dict, NONE, Tuple, type Value } from '../values/value.ts';
import { spend } from '../work-limit.ts';
import { method, type Method, type MethodTable } from './method.ts';

/** Methods of dicts; those that change the dict give `none`, as in Python. */
export const DICT_METHODS: MethodTable<Dict> = new Map<string, Method<Dict>>([
  method<Dict>('items', '', (dict) => new DictView('items', dict)),
  method<Dict>('keys', '', (dict) => new DictView('keys', dict)),
  method<Dict>('values', '', (dict) => new DictView('values', dict)),
  method<Dict>('get', 'key default?', (dict, key = NONE, missing = NONE) => dict.get(key) ?? missing),
  method<Dict>('copy', '', (dict) => new Dict(dict.entries())),
  method<Dict>('clear', '', (dict) => {
    dict.clear();
    return NONE;
  }),
  method<Dict>('pop', 'key default?', (dict, key = NONE, missing) => popped(dict, key, missing)),
  method<Dict>('popitem', '', (dict) => {
    const last = dict.entries().at(-1);
    if (last === undefined) throw new PythonError('KeyError', 'popitem(): dictionary is empty');
    dict.delete(last[0]);
    return new Tuple(last);
  }),
  method<Dict>('setdefault', 'key default?', (dict, key = NONE, missing = NONE) => {
    if (!dict.has(key)) dict.set(key, missing);
    return dict.get(key) ?? NONE;
  }),
  ['update', (dict, args) => updated(dict, args)],
]);

/** The dict that Python's `dict(…)` makes of its arguments. */
export function dictFrom(args: Arguments): Dict {
  const dict = new Dict();
  updated(dict, args);
  return dict;
}

function updated(dict: Dict, { positional, named }: Arguments): Value {
  if (positional.length > 1) throw typeFault(`expected at most 1 argument, got ${positional.length}`);
  const [source] = positional;
  const entries = source === undefined ? [] : source instanceof Dict ? source.entries() : pairsOf(source);
  for (const [key, value] of [...entries, ...named]) {
    spend(1);
    dict.set(key, value);
  }
  return NONE;
}

function pairsOf(source: Value): (readonly [Value, Value])[] {
  return Array.from(iterate(source), (pair) => {
    const [key, value, ...rest] = listOf(pair);
    if (key === undefined || value === undefined || rest.length > 0)
      throw typeFault(`${reprOf(pair)} is no pair of a key and a value`);
    return [key, value] as const;
  });
}

function popped(dict: Dict, key: Value, missing: Value | undefined): Value {
  const value = dict.get(key) ?? missing;
  if (value === undefined) throw new PythonError('KeyError', `the dict has no ${reprOf(key)}`);
  dict.delete(key);
  return value;
}
