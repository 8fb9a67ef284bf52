import { type BigDecimal, type Expression, isNumber } from '@cortex-js/compute-engine';
import { DIGITS, type MathEngine } from './math-engine.ts';

const MOST_PLACES = 10_000;

/** Real values are accurate to about 58 of 60 digits; complex ones come from functions with 15. */
const REAL_TOLERANCE = '1e-40';
const PART_TOLERANCE = '1e-11';
const WHOLE_TOLERANCE = '1e-14';
const SMALL = '1e-40';
const SHRUNK = '1e-30';
const LARGE = '1e20';
const MOST_DIGITS = 5_000;

/** A complex number of many digits. */
export interface Value {
  readonly re: BigDecimal;
  readonly im: BigDecimal;
}

export type Substitution = Readonly<Record<string, Expression>>;

/** The value at a point; `undefined` if it has none (1/0), `null` if it can't be computed (an unknown function, a giant number). */
export function valueAt(engine: MathEngine, expression: Expression, point: Substitution): Value | undefined | null {
  const value = expression.subs(point).N();
  if (!isNumber(value)) return null;
  const re = engine.decimal(value.bignumRe ?? value.re);
  const im = engine.decimal(value.bignumIm ?? value.im);
  if (!re.isFinite() || !im.isFinite()) return undefined;
  return isOfUsualSize(re) && isOfUsualSize(im) ? { re, im } : null;
}

/** Adding numbers of very different size computes all their digits, in one step that can't be interrupted. */
function isOfUsualSize(value: BigDecimal): boolean {
  return Math.abs(value.exponent) <= MOST_PLACES;
}

export function isReal(value: Value): boolean {
  return value.im.isZero();
}

/** `left · right`. */
export function times(left: Value, right: Value): Value {
  return {
    re: left.re.mul(right.re).sub(left.im.mul(right.im)),
    im: left.re.mul(right.im).add(left.im.mul(right.re)),
  };
}

export interface Pair {
  readonly left: Value;
  readonly right: Value;
}

/** The same pair computed with this many digits; `null` if it has no values then. */
export type Again = (digits: number) => Pair | null;

/**
 * Whether the two values are equal up to rounding. A small difference, such as 1e-59 against 0, is rounding if it shrinks with more
 * digits; a value that really is that small does not. Large numbers must agree after the point too: `2^{200}` is not `2^{200}+1`.
 */
export function valuesAgree({ left, right }: Pair, engine: MathEngine, again: Again): boolean {
  if (!isReal(left) || !isReal(right)) return complexAgree({ left, right }, engine);
  const distance = gap(left, right);
  const scale = larger(size(left), size(right));
  if (distance.lte(scale.mul(engine.decimal(REAL_TOLERANCE))))
    return scale.lt(engine.decimal(LARGE)) || agreeInFull(scale, engine, again);
  if (distance.gt(engine.decimal(SMALL))) return false;
  const closer = again(2 * DIGITS);
  return closer !== null && gap(closer.left, closer.right).lte(distance.mul(engine.decimal(SHRUNK)));
}

function larger(left: BigDecimal, right: BigDecimal): BigDecimal {
  return left.gt(right) ? left : right;
}

/** The larger distance of the two parts. */
function gap(left: Value, right: Value): BigDecimal {
  return larger(left.re.sub(right.re).abs(), left.im.sub(right.im).abs());
}

function size(value: Value): BigDecimal {
  return larger(value.re.abs(), value.im.abs());
}

function agreeInFull(scale: BigDecimal, engine: MathEngine, again: Again): boolean {
  const places = scale.exponent + String(scale.significand).length;
  if (places > MOST_DIGITS) return false;
  const closer = again(places + DIGITS);
  return closer !== null && gap(closer.left, closer.right).lte(engine.decimal(SMALL));
}

function complexAgree({ left, right }: Pair, engine: MathEngine): boolean {
  const slack = larger(size(left), size(right)).mul(engine.decimal(WHOLE_TOLERANCE));
  const partsAgree = (a: BigDecimal, b: BigDecimal): boolean => {
    const tolerance = larger(a.abs(), b.abs()).mul(engine.decimal(PART_TOLERANCE));
    return a.sub(b).abs().lte(tolerance.add(slack));
  };
  return partsAgree(left.re, right.re) && partsAgree(left.im, right.im);
}
