import { markupFormatted, percentFormatted } from '../format/percent-format.ts';
import { spend, spendItems, spendText } from '../work-limit.ts';
import { escapedText } from './html-text.ts';
import { floatOf, limited, numberOf, type PythonNumber } from './numbers.ts';
import { PythonError, typeFault } from './python-error.ts';
import { textOf } from './python-text.ts';
import { Dict, Markup, NONE, Tuple, typeName, Undefined, type Value } from './value.ts';

/** Beyond this, arithmetic takes longer the longer the numbers are. */
const LONG = 2n ** 256n;

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** `left operator right` with Python's rules. Throws a TypeError, ZeroDivisionError or the like as Python does. */
export function calculated(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (left instanceof Undefined) return left.refuse();
  if (right instanceof Undefined && !(operator === '%' && isText(left))) return right.refuse();
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return calculatedNumber(operator, a, b);
  const result = operator === '+' ? joined(left, right) : operator === '*' ? repeated(left, right) : undefined;
  if (result !== undefined) return result;
  if (operator === '%' && typeof left === 'string') return percentFormatted(left, right);
  if (operator === '%' && left instanceof Markup) return markupFormatted(left, right, escapedValue);
  throw typeFault(
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'${hint(operator, left, right)}`,
  );
}

/** `-value` or `+value`. */
export function signed(sign: '-' | '+', value: Value): Value {
  if (value instanceof Undefined) return value.refuse();
  const number = numberOf(value);
  if (number === undefined) throw typeFault(`bad operand type for unary ${sign}: '${typeName(value)}'`);
  return sign === '-' ? -number : number;
}

function calculatedNumber(operator: ArithmeticOperator, a: PythonNumber, b: PythonNumber): Value {
  if (operator === '/') return quotient(a, b);
  if (typeof a === 'bigint' && typeof b === 'bigint') return calculatedInteger(operator, a, b);
  return calculatedFloat(operator, floatOf(a), floatOf(b));
}

function calculatedInteger(operator: Exclude<ArithmeticOperator, '/'>, a: bigint, b: bigint): Value {
  if (isLong(a) || isLong(b)) spend(50);
  switch (operator) {
    case '+':
      return limited(a + b);
    case '-':
      return limited(a - b);
    case '*':
      return limited(a * b);
    case '//':
      return (a - modulo(a, b)) / b;
    case '%':
      return modulo(a, b);
    case '**':
      return power(a, b);
  }
}

function calculatedFloat(operator: Exclude<ArithmeticOperator, '/'>, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return floorQuotient(a, b);
    case '%':
      return floatModulo(a, b);
    case '**':
      return floatPower(a, b);
  }
}

/** Division as Python has it: always a float, exact before it is rounded as long as both are. */
function quotient(a: PythonNumber, b: PythonNumber): number {
  if (Number(b) === 0) throw new PythonError('ZeroDivisionError', 'division by zero');
  if (typeof a === 'bigint' && typeof b === 'bigint' && a % b === 0n) return floatOf(a / b);
  return floatOf(a) / floatOf(b);
}

function isLong(value: bigint): boolean {
  return value > LONG || value < -LONG;
}

function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

function floatModulo(a: number, b: number): number {
  if (b === 0) throw new PythonError('ZeroDivisionError', 'float modulo by zero');
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floorQuotient(a: number, b: number): number {
  if (b === 0) throw new PythonError('ZeroDivisionError', 'float floor division by zero');
  const whole = (a - floatModulo(a, b)) / b;
  if (whole === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

function power(base: bigint, exponent: bigint): Value {
  if (exponent < 0n) return floatPower(Number(base), Number(exponent));
  const size = base < 0n ? -base : base;
  if (size > 1n && BigInt(size.toString(2).length - 1) * exponent > 15_000n) return limited(10n ** 5_000n);
  return limited(base ** exponent);
}

function floatPower(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) throw new PythonError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (base < 0 && !Number.isInteger(exponent) && Number.isFinite(exponent))
    throw new PythonError('ValueError', 'a root of a negative number is a complex number, which templates do not have');
  // In Python, 1 to any power and any number to the power of 0 are 1.
  const result = base === 1 ? 1 : base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent))
    throw new PythonError('OverflowError', 'the power is larger than any float');
  return result;
}

function joined(left: Value, right: Value): Value | undefined {
  if (isText(left) && isText(right)) return joinedText(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    spendItems(left.length + right.length);
    return [...left, ...right];
  }
  return left instanceof Tuple && right instanceof Tuple ? new Tuple([...left.items, ...right.items]) : undefined;
}

function joinedText(left: string | Markup, right: string | Markup): string | Markup {
  if (typeof left === 'string' && typeof right === 'string') {
    spendText(left.length + right.length);
    return left + right;
  }
  return new Markup(escapedValue(left) + escapedValue(right));
}

function repeated(left: Value, right: Value): Value | undefined {
  const [what, count] = typeof numberOf(left) === 'bigint' ? [right, numberOf(left)] : [left, numberOf(right)];
  if (typeof count !== 'bigint') return undefined;
  const times = count < 0n ? 0 : Number(count);
  if (typeof what === 'string') return repeatedText(what, times);
  if (what instanceof Markup) return new Markup(repeatedText(what.text, times));
  if (Array.isArray(what)) return repeatedItems(what, times);
  return what instanceof Tuple ? new Tuple(repeatedItems(what.items, times)) : undefined;
}

function repeatedText(text: string, times: number): string {
  spendText(text.length * times);
  return text === '' ? '' : text.repeat(times);
}

function repeatedItems(items: readonly Value[], times: number): Value[] {
  spendItems(items.length * times);
  return Array.from({ length: items.length * times }, (_, index) => items[index % items.length] ?? NONE);
}

function escapedValue(value: Value): string {
  return value instanceof Markup ? value.text : escapedText(textOf(value));
}

function isText(value: Value): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup;
}

function hint(operator: ArithmeticOperator, left: Value, right: Value): string {
  if (operator !== '+' || left instanceof Dict || right instanceof Dict) return '';
  return isText(left) || isText(right) ? '; "~" joins whatever it is given as text' : '';
}
