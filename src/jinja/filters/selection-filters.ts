import { attributeOf, valueAt } from '../methods/attributes.ts';
import { textArgument } from '../methods/text-argument.ts';
import { filter, type FilterContext, type TemplateFilter } from '../render/template-filter.ts';
import { iterate } from '../values/iteration.ts';
import { PythonError, typeFault } from '../values/python-error.ts';
import { LazySequence } from '../values/sequence-objects.ts';
import { truthOf } from '../values/truth.ts';
import { type Arguments, Undefined, type Value } from '../values/value.ts';
import { given } from './filter-arguments.ts';

/** Filters that pick out of a sequence, or apply another filter to each item. */
export const SELECTION_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map<string, TemplateFilter>([
  filter('attr', 'name', (value, name) => {
    const attribute = textArgument(name, 'the name of "attr"');
    return attributeOf(value, attribute) ?? new Undefined(`the attribute ${attribute}`);
  }),
  ['map', (value, args, context) => new LazySequence('map', mapped(value, args, context))],
  ['select', (value, args, context) => selection('select', value, args, context)],
  ['reject', (value, args, context) => selection('reject', value, args, context)],
  ['selectattr', (value, args, context) => selection('selectattr', value, args, context)],
  ['rejectattr', (value, args, context) => selection('rejectattr', value, args, context)],
]);

type Change = (item: Value) => Value;

function* mapped(value: Value, args: Arguments, context: FilterContext): Generator<Value, void, undefined> {
  if (!truthOf(value)) return;
  const change =
    args.positional.length === 0 && args.named.has('attribute') ? attributeChange(args) : filterChange(args, context);
  for (const item of iterate(value)) yield change(item);
}

function attributeChange({ named }: Arguments): Change {
  const unknown = [...named.keys()].find((name) => name !== 'attribute' && name !== 'default');
  if (unknown !== undefined) throw typeFault(`the filter "map" has no argument '${unknown}'; it has attribute, default`);
  return (item) => valueAt(item, named.get('attribute'), given(named.get('default')));
}

function filterChange({ positional, named }: Arguments, context: FilterContext): Change {
  const [name, ...rest] = positional;
  if (name === undefined) throw typeFault('map requires a filter argument');
  const apply = context.filters.get(textArgument(name, 'the filter of "map"'));
  if (apply === undefined) throw unknown('filter', name);
  return (item) => apply(item, { positional: rest, named }, context);
}

function selection(name: string, value: Value, args: Arguments, context: FilterContext): Value {
  return new LazySequence(name, selected(name, value, args, context));
}

function* selected(name: string, value: Value, args: Arguments, context: FilterContext): Generator<Value, void, undefined> {
  if (!truthOf(value)) return;
  const [attribute] = args.positional;
  const usesAttribute = name.endsWith('attr');
  if (usesAttribute && attribute === undefined) throw typeFault('Missing parameter for attribute name');
  const holds = condition({ ...args, positional: args.positional.slice(usesAttribute ? 1 : 0) }, context);
  const isKept = name.startsWith('select');
  for (const item of iterate(value)) if (holds(usesAttribute ? valueAt(item, attribute) : item) === isKept) yield item;
}

function condition({ positional, named }: Arguments, context: FilterContext): (value: Value) => boolean {
  const [name, ...rest] = positional;
  if (name === undefined) return truthOf;
  const holds = context.tests.get(textArgument(name, 'the name of a test'));
  if (holds === undefined) throw unknown('test', name);
  return (value) => holds(value, { positional: rest, named }, context);
}

function unknown(what: string, name: Value): PythonError {
  return new PythonError('TemplateRuntimeError', `there is no ${what} "${textArgument(name, 'a name')}"`);
}
