import { type BigDecimal, type Expression, isNumber } from '@cortex-js/compute-engine';
import type { MathEngine } from './math-engine.ts';

const MOST_PLACES = 10_000;

/** A complex number in many digits. */
export interface Value {
  readonly re: BigDecimal;
  readonly im: BigDecimal;
}

export type Substitution = Readonly<Record<string, Expression>>;

/** The value there; `undefined` where it has none (1/0), null where this cannot be reckoned (an unknown function, a giant number). */
export function valueAt(engine: MathEngine, expression: Expression, point: Substitution): Value | undefined | null {
  const value = expression.subs(point).N();
  if (!isNumber(value)) return null;
  const re = engine.decimal(value.bignumRe ?? value.re);
  const im = engine.decimal(value.bignumIm ?? value.im);
  if (!re.isFinite() || !im.isFinite()) return undefined;
  return isOfUsualSize(re) && isOfUsualSize(im) ? { re, im } : null;
}

/** Sums of numbers of very different size take all their digits, in one step that no one can break off. */
function isOfUsualSize(value: BigDecimal): boolean {
  return Math.abs(value.exponent) <= MOST_PLACES;
}

export function isReal(value: Value): boolean {
  return value.im.isZero();
}

/** The larger of the distances of the two parts. */
export function gap(left: Value, right: Value): BigDecimal {
  return larger(left.re.sub(right.re).abs(), left.im.sub(right.im).abs());
}

export function size(value: Value): BigDecimal {
  return larger(value.re.abs(), value.im.abs());
}

export function larger(left: BigDecimal, right: BigDecimal): BigDecimal {
  return left.gt(right) ? left : right;
}

/** `left · right`. */
export function times(left: Value, right: Value): Value {
  return {
    re: left.re.mul(right.re).sub(left.im.mul(right.im)),
    im: left.re.mul(right.im).add(left.im.mul(right.re)),
  };
}
