import { fixed, rounded, roundedInteger } from '../format/decimal.ts';
import { textArgument } from '../methods/text-argument.ts';
import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { calculated } from '../values/arithmetic.ts';
import { countOf, numberOf, parseInteger, toFloat, toInteger, truncated } from '../values/numbers.ts';
import { PythonError, typeFault, valueFault } from '../values/python-error.ts';
import { Markup, typeName, Undefined, type Value } from '../values/value.ts';
import { countOr, flagOf } from './filter-arguments.ts';

/** Filters of numbers. */
export const NUMBER_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  filter('abs', '', absolute),
  filter('int', 'default? base?', (value, missing = 0n, base) => integer(value, missing, countOr(base, 10, 'the base'))),
  filter('float', 'default?', (value, missing = 0) =>
    orElse(
      () => toFloat(value),
      ['TypeError', 'ValueError'],
      () => missing,
    ),
  ),
  filter('round', 'precision? method?', round),
  filter('filesizeformat', 'binary?', (value, binary) => fileSize(toFloat(value), flagOf(binary))),
]);

function absolute(value: Value): Value {
  if (value instanceof Undefined) return value.refuse();
  const number = numberOf(value);
  if (number === undefined) throw typeFault(`bad operand type for abs(): '${typeName(value)}'`);
  if (typeof number === 'number') return Math.abs(number);
  return number < 0n ? -number : number;
}

function integer(value: Value, missing: Value, base: number): Value {
  const text = value instanceof Markup ? value.text : value;
  const direct = (): Value => (typeof text === 'string' ? parseInteger(text, base) : toInteger(text));
  const throughFloat = (): Value => truncated(toFloat(text));
  const faults = ['TypeError', 'ValueError'];
  return orElse(direct, faults, () => orElse(throughFloat, [...faults, 'OverflowError'], () => missing));
}

function orElse(attempt: () => Value, kinds: readonly string[], otherwise: () => Value): Value {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof PythonError && kinds.includes(error.kind)) return otherwise();
    throw error;
  }
}

function round(value: Value, precisionValue: Value = 0n, methodValue: Value = 'common'): Value {
  const method = textArgument(methodValue, 'the method of "round"');
  if (!['common', 'ceil', 'floor'].includes(method)) throw valueFault('the method of "round" must be common, ceil or floor');
  if (value instanceof Undefined) return value.refuse();
  if (method === 'common') return roundCommon(value, countOf(precisionValue, 'the precision'));
  const scale = calculated('**', 10n, precisionValue);
  const scaled = calculated('*', value, scale);
  if (typeof scaled === 'bigint') return calculated('/', scaled, scale);
  const whole = truncated(method === 'ceil' ? Math.ceil(toFloat(scaled)) : Math.floor(toFloat(scaled)));
  return calculated('/', whole, scale);
}

function roundCommon(value: Value, precision: number): Value {
  const number = numberOf(value);
  if (number === undefined) throw typeFault(`type ${typeName(value)} doesn't define __round__ method`);
  if (typeof number === 'number') return rounded(number, precision);
  return precision >= 0 ? number : roundedInteger(number, -precision);
}

const UNITS = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

function fileSize(bytes: number, isBinary: boolean): string {
  const base = isBinary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${truncated(bytes)} Bytes`;
  const found = UNITS.findIndex((_, index) => bytes < base ** (index + 2));
  const index = found < 0 ? UNITS.length - 1 : found;
  const size = fixed((base * bytes) / base ** (index + 2), 1);
  const unit = UNITS[index] ?? '';
  return `${size} ${isBinary ? `${unit.toUpperCase()}iB` : `${unit}B`}`;
}
