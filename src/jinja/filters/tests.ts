import { isLower, isUpper } from '../methods/text-test-methods.ts';
import { test, type TemplateTest } from '../render/template-filter.ts';
import { calculated } from '../values/arithmetic.ts';
import { compare, equals, sameObject } from '../values/comparison.ts';
import { contains, isIterable, isSized } from '../values/iteration.ts';
import { textOf } from '../values/python-text.ts';
import { BLANK, Dict, Markup, NONE, TemplateObject, Tuple, Undefined, type Value } from '../values/value.ts';

/** All tests of Jinja2 3.1. */
export const TESTS: ReadonlyMap<string, TemplateTest> = new Map<string, TemplateTest>([
  test('defined', '', (value) => !(value instanceof Undefined)),
  test('undefined', '', (value) => value instanceof Undefined),
  test('none', '', (value) => value === NONE),
  test('boolean', '', (value) => typeof value === 'boolean'),
  test('true', '', (value) => value === true),
  test('false', '', (value) => value === false),
  test('integer', '', (value) => typeof value === 'bigint'),
  test('float', '', (value) => typeof value === 'number'),
  test('number', '', (value) => ['bigint', 'number', 'boolean'].includes(typeof value)),
  test('string', '', (value) => typeof value === 'string' || value instanceof Markup),
  test('mapping', '', (value) => value instanceof Dict),
  test('sequence', '', isSequence),
  test('iterable', '', (value) => (value instanceof Undefined && value !== BLANK ? value.refuse() : isIterable(value))),
  test('callable', '', (value) => value instanceof Undefined || (value instanceof TemplateObject && value.isCallable())),
  test('escaped', '', (value) => value instanceof Markup),
  test('odd', '', (value) => equals(calculated('%', value, 2n), 1n)),
  test('even', '', (value) => equals(calculated('%', value, 2n), 0n)),
  test('divisibleby', 'num', (value, divisor = 0n) => equals(calculated('%', value, divisor), 0n)),
  test('lower', '', (value) => isLower(textOf(value))),
  test('upper', '', (value) => isUpper(textOf(value))),
  test('sameas', 'other', (value, other = NONE) => sameObject(value, other)),
  test('in', 'seq', (value, container = []) => contains(container, value)),
  ['filter', (value, _args, { filters }) => filters.has(textOf(value))],
  ['test', (value, _args, { tests }) => tests.has(textOf(value))],
  ...named(['==', 'eq', 'equalto'], equals),
  ...named(['!=', 'ne'], (value, other) => !equals(value, other)),
  ...named(['>', 'gt', 'greaterthan'], (value, other) => compare(value, other, '>') > 0),
  ...named(['>=', 'ge'], (value, other) => compare(value, other, '>=') >= 0),
  ...named(['<', 'lt', 'lessthan'], (value, other) => compare(value, other, '<') < 0),
  ...named(['<=', 'le'], (value, other) => compare(value, other, '<=') <= 0),
]);

function named(names: readonly string[], holds: (value: Value, other: Value) => boolean): [string, TemplateTest][] {
  return names.map((name) => test(name, 'other', (value, other = NONE) => holds(value, other)));
}

/** Whether it has a length and items by position or key. */
function isSequence(value: Value): boolean {
  return (
    typeof value === 'string' || value instanceof Markup || value instanceof Tuple || value instanceof Dict || isSized(value)
  );
}
