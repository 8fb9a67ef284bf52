import type { Expression } from '@cortex-js/compute-engine';
import { mentions } from './known-functions.ts';
import { samplePoint, wholePoint } from './sample-point.ts';

const TRIALS = 16;
const WHOLE_ONLY: ReadonlySet<string> = new Set(['Factorial', 'Binomial', 'Choose', 'Sum', 'Product', 'GCD', 'LCM']);
/** They jump at whole numbers, so both kinds of points are tried. */
const STEPPED: ReadonlySet<string> = new Set(['Floor', 'Ceil']);

/** Where expressions of so many symbols are tried, one point after the other: decimals, or whole numbers where only these make sense. */
export function* trialPoints(expressions: readonly Expression[], symbols: number): Generator<readonly string[]> {
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
