import type { Expression } from '@cortex-js/compute-engine';
import { type MathEngine, mentions } from './math-engine.ts';
import { isReal, type Pair, type Substitution, valueAt, valuesAgree } from './values.ts';

const MOST_SYMBOLS = 12;
const IMAGINARY: ReadonlySet<string> = new Set(['i', 'ImaginaryUnit', 'Complex']);

const TRIALS = 16;
const WHOLE_ONLY: ReadonlySet<string> = new Set(['Factorial', 'Binomial', 'Choose', 'Sum', 'Product', 'GCD', 'LCM']);
/** These jump at whole numbers, so both kinds of points are tried. */
const STEPPED: ReadonlySet<string> = new Set(['Floor', 'Ceil']);

const PLACES = 24;
const WHOLE = [7, 106, 8, 25, 33, 14, 11, 30, 9, 41, 12, 57, 10, 63, 20, 77];

/** How many agreeing points are enough. */
export const POINTS = 4;

/** Whether two things made of expressions are the same at every point; `unknown` if too few points could be evaluated. */
export type Agreement = 'agree' | 'differ' | 'unknown';

/** What is compared at a point: two values, or `undefined` if neither has a value there, so that the point says nothing. */
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
 * Evaluates at fixed points in 60 digits. Real values decide: points where neither is real (roots of negative numbers) count only
 * if the expressions name `i`, or are nowhere real.
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

/** The points at which expressions with this many symbols are tried: decimals, or whole numbers if only those make sense. */
function* trialPoints(expressions: readonly Expression[], symbols: number): Generator<readonly string[]> {
  if (symbols === 0) {
    yield [];
    return;
  }
  const isWhole = expressions.some(({ json }) => mentions(json, WHOLE_ONLY) || hasSignPower(json));
  const isStepped = expressions.some(({ json }) => mentions(json, STEPPED));
  for (let trial = 0; trial < TRIALS; trial++) {
    const [useWhole, number] = isStepped ? [trial % 2 === 1, trial >> 1] : [isWhole, trial];
    yield useWhole ? wholePoint(number, symbols) : samplePoint(number, symbols);
  }
}

/** `(-1)^n`. */
function hasSignPower(json: unknown): boolean {
  if (!Array.isArray(json)) return false;
  const [name, base, exponent] = json as unknown[];
  return (name === 'Power' && base === -1 && typeof exponent !== 'number') || (json as unknown[]).some(hasSignPower);
}

/**
 * One point: a value for each symbol, as decimals that are special to no formula, some in (0, 1), some beyond, with minus signs at
 * every other point. The same arguments give the same point.
 */
function samplePoint(trial: number, symbols: number): readonly string[] {
  return Array.from({ length: symbols }, (_, symbol) => coordinate(trial, symbol));
}

/** A point of whole numbers, odd and even, rising from symbol to symbol at some points and falling at others. */
function wholePoint(trial: number, symbols: number): readonly string[] {
  const first = WHOLE[trial % WHOLE.length] ?? 7;
  const rising = Array.from({ length: symbols }, (_, symbol) => String(first + 4 * symbol + (symbol % 3)));
  return trial % 4 < 2 ? rising : rising.reverse();
}

function coordinate(trial: number, symbol: number): string {
  let state = trial * 7919 + symbol * 104_729 + 12_345;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  next();
  const sign = trial % 2 === 1 && (symbol === 0 || next() < 0.5) ? '-' : '';
  const whole = trial % 4 < 2 ? 0 : 1 + Math.floor(next() * 3);
  const digits = Array.from({ length: PLACES }, () => Math.floor(next() * 10));
  return `${sign}${whole}.${1 + Math.floor(next() * 9)}${digits.join('')}7`;
}
