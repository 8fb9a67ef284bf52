import type { Match } from '../match.ts';
import { agreement, type PairAt, POINTS } from './agreement.ts';
import type { Tokens } from './answer-shape.ts';
import type { MathEngine } from './math-engine.ts';
import { times, type Value, valueAt } from './value-at.ts';

/** The two sides of an equation or inequality. */
export type Sides = readonly [Tokens, Tokens];

/**
 * Whether `left - right` of both differ by a constant factor only, as in `y = 2x + 3` and `2x - y + 3 = 0`; the factor must be positive
 * where `isDirected`, as in an inequality. Seen at points: the quotient is the same at all of them.
 */
export function compareEquations(engine: MathEngine, given: Sides, expected: Sides, isDirected: boolean): Match {
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
  const isOne = a.unknowns.length > 0 && agreement(engine, [a, b], pairAt) === 'agree';
  const what = isDirected ? 'inequality' : 'equation';
  return isOne
    ? { equal: true, why: `is the same ${what} at ${POINTS} points, but for a factor` }
    : { equal: false, why: `is another ${what}` };
}

function differenceOf(engine: MathEngine, [left, right]: Sides): ReturnType<MathEngine['read']> {
  const [a, b] = [engine.read(left), engine.read(right)];
  return a && b && engine.difference(a, b);
}

function isZero(value: Value): boolean {
  return value.re.isZero() && value.im.isZero();
}
