import type { Expression } from '@cortex-js/compute-engine';
import { mentions } from './known-functions.ts';
import type { MathEngine } from './math-engine.ts';
import { trialPoints } from './trial-points.ts';
import { isReal, type Substitution, valueAt } from './value-at.ts';
import { type Pair, valuesAgree } from './values-agree.ts';

/** So many agreeing points are enough. */
export const POINTS = 4;
const MOST_SYMBOLS = 12;
const IMAGINARY: ReadonlySet<string> = new Set(['i', 'ImaginaryUnit', 'Complex']);

/** Whether two things made of expressions are the same wherever they were evaluated; `unknown` where that could not be done often enough. */
export type Agreement = 'agree' | 'differ' | 'unknown';

/** What is compared at a point: two values, or `undefined` where both have none and the point says nothing. */
export type PairAt = (point: Substitution) => Pair | 'undefined' | 'differ' | 'unknown';

/** The two expressions' values at one point. */
export function pairOf(engine: MathEngine, left: Expression, right: Expression): PairAt {
  return (point) => {
    const a = valueAt(engine, left, point);
    const b = valueAt(engine, right, point);
    if (a === null || b === null) return 'unknown';
    if (a === undefined || b === undefined) return a === b ? 'undefined' : 'differ';
    return { left: a, right: b };
  };
}

/**
 * Evaluates at fixed points in 60 digits. Real values decide: points where both are not real (roots of negative numbers) count only
 * if the expressions name `i`, or are real nowhere.
 */
export function agreement(engine: MathEngine, expressions: readonly Expression[], pairAt: PairAt): Agreement {
  const symbols = [...new Set(expressions.flatMap(({ unknowns }) => [...unknowns]))].sort();
  if (symbols.length > MOST_SYMBOLS) return 'unknown';
  const isComplex = expressions.some(({ json }) => mentions(json, IMAGINARY));
  const wanted = symbols.length === 0 ? 1 : POINTS;
  const beyondReal: boolean[] = [];
  let agreeing = 0;
  for (const values of trialPoints(expressions, symbols.length)) {
    const point = Object.fromEntries(symbols.map((symbol, at) => [symbol, engine.number(values[at] ?? '1')]));
    const pair = pairAt(point);
    if (pair === 'unknown' || pair === 'differ') return pair;
    if (pair === 'undefined') continue;
    const agrees = valuesAgree(pair, engine, (digits) => engine.withDigits(digits, () => asPair(pairAt(point))));
    if (!isComplex && !isReal(pair.left) && !isReal(pair.right)) beyondReal.push(agrees);
    else if (!agrees) return 'differ';
    else if (++agreeing >= wanted) return 'agree';
  }
  if (agreeing > 0 || beyondReal.length < wanted) return 'unknown';
  return beyondReal.every(Boolean) ? 'agree' : 'differ';
}

function asPair(found: ReturnType<PairAt>): Pair | null {
  return typeof found === 'string' ? null : found;
}
