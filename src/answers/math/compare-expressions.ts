import type { Expression } from '@cortex-js/compute-engine';
import type { Match } from '../numeric-equality.ts';
import { agreement, type PairAt, pairOf, POINTS } from './agreement.ts';
import type { Relation, Tokens } from './answer-shape.ts';
import { risingRelation } from './interval-of.ts';
import { DIGITS, type MathEngine } from './math-engine.ts';
import { plainNumbersEqual } from './plain-numbers.ts';
import { isReal, times, type Value, valueAt } from './values.ts';

const FEWEST_DIGITS = 4;

const NO_SIDE: Tokens = [];

/**
 * Whether two expressions are the same mathematics: as written, as numbers, one rounded, in canonical form, or at every point
 * that is tried.
 */
export function compareExpressions(engine: MathEngine, given: Tokens, expected: Tokens): Match {
  const [givenText, expectedText] = [given.join(' '), expected.join(' ')];
  if (givenText === expectedText) return { equal: true, why: 'is the same expression' };
  const numbers = hasTwoNumbers(given) || hasTwoNumbers(expected) ? null : plainNumbersEqual(given.join(''), expected.join(''));
  if (numbers?.equal === true) return numbers;
  const left = engine.read(given);
  const right = engine.read(expected);
  if (left === null || right === null) {
    return {
      equal: false,
      why: left === null ? 'is not understood' : 'cannot be compared: the expected answer is not understood',
    };
  }
  if (isRounded(engine, given, right) || isRounded(engine, expected, left))
    return { equal: true, why: 'is the same value, rounded' };
  if (left.isSame(right)) return { equal: true, why: 'is the same expression in canonical form' };
  const isConstant = left.unknowns.length + right.unknowns.length === 0;
  switch (agreement(engine, [left, right], pairOf(engine, left, right))) {
    case 'agree':
      return {
        equal: true,
        why: isConstant ? `has the same value in ${DIGITS} digits` : `has the same values at ${POINTS} points`,
      };
    case 'differ':
      return { equal: false, why: isConstant ? 'has another value' : 'has another value at a point' };
    case 'unknown':
      return { equal: false, why: 'is written differently, and could not be evaluated' };
  }
}

/** `1 2` is not `12`. */
function hasTwoNumbers(tokens: Tokens): boolean {
  return tokens.some((token, at) => /^\d/u.test(token) && /^[\d.]/u.test(tokens[at + 1] ?? ''));
}

/**
 * Whether these tokens are a decimal that is the exact constant rounded to the digits written: `1.5708` for `\pi/2`. It needs 4
 * significant digits, so that it is off by less than one in two thousand. A decimal never approximates another decimal.
 */
function isRounded(engine: MathEngine, tokens: Tokens, exact: Expression): boolean {
  const [, , places = ''] = /^(-?)\d*\.(\d+)$/u.exec(tokens.join('')) ?? [];
  const digits = tokens.join('').replace(/^-?[0.]*|\./gu, '');
  if (places === '' || digits.length < FEWEST_DIGITS || exact.unknowns.length > 0 || isDecimal(exact.json)) return false;
  const value = valueAt(engine, exact, {});
  if (!value || !isReal(value)) return false;
  const distance = value.re.sub(engine.decimal(tokens.join(''))).abs();
  return distance.lte(engine.decimal(`0.5e-${places.length}`));
}

function isDecimal(json: unknown): boolean {
  if (Array.isArray(json)) return (json as unknown[]).some(isDecimal);
  return typeof json === 'number' ? !Number.isInteger(json) : typeof json === 'object';
}

/** Two equations, or two inequalities with the same signs: side by side, or the same up to a factor. */
export function compareRelations(engine: MathEngine, given: Relation, expected: Relation): Match {
  const [a, b] = [risingRelation(given.sides, given.operators), risingRelation(expected.sides, expected.operators)];
  if (a.operators.join(' ') !== b.operators.join(' ')) return { equal: false, why: 'is a relation of another kind' };
  const areSame = a.sides.every((side, at) => compareExpressions(engine, side, b.sides[at] ?? NO_SIDE).equal);
  if (areSame) return { equal: true, why: 'is the same relation side by side' };
  const [operator = '', ...more] = a.operators;
  if (more.length > 0) return { equal: false, why: 'is another relation' };
  const sidesOf = ({ sides }: Omit<Relation, 'kind'>) => [sides[0] ?? NO_SIDE, sides[1] ?? NO_SIDE] as const;
  return compareEquations(engine, sidesOf(a), sidesOf(b), operator !== '=' && operator !== '\\ne');
}

/** The two sides of an equation or inequality. */
type Sides = readonly [Tokens, Tokens];

/**
 * Whether `left - right` of both differ only by a constant factor, as in `y = 2x + 3` and `2x - y + 3 = 0`; `isDirected`, as for
 * inequalities, the factor must be positive. It is constant if the quotient is the same at every point.
 */
function compareEquations(engine: MathEngine, given: Sides, expected: Sides, isDirected: boolean): Match {
  const [a, b] = [differenceOf(engine, given), differenceOf(engine, expected)];
  if (a === null || b === null) return { equal: false, why: 'cannot be compared: one of the two is not understood' };
  const base: { first?: readonly [Value, Value] } = {};
  const pairAt: PairAt = (point) => {
    const [f, g] = [valueAt(engine, a, point), valueAt(engine, b, point)];
    if (f === null || g === null) return 'unknown';
    if (f === undefined || g === undefined) return f === g ? 'undefined' : 'differ';
    if (isZero(f) || isZero(g)) return isZero(f) && isZero(g) ? 'undefined' : 'differ';
    base.first ??= [f, g];
    if (isDirected && f.re.isNegative() !== g.re.isNegative()) return 'differ';
    return { left: times(f, base.first[1]), right: times(g, base.first[0]) };
  };
  const isSame = a.unknowns.length > 0 && agreement(engine, [a, b], pairAt) === 'agree';
  const what = isDirected ? 'inequality' : 'equation';
  return isSame
    ? { equal: true, why: `is the same ${what} at ${POINTS} points, up to a factor` }
    : { equal: false, why: `is another ${what}` };
}

function differenceOf(engine: MathEngine, [left, right]: Sides): ReturnType<MathEngine['read']> {
  const [a, b] = [engine.read(left), engine.read(right)];
  return a && b && engine.difference(a, b);
}

function isZero(value: Value): boolean {
  return value.re.isZero() && value.im.isZero();
}
