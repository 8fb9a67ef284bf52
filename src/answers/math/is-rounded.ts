import type { Expression } from '@cortex-js/compute-engine';
import type { Tokens } from './answer-shape.ts';
import type { MathEngine } from './math-engine.ts';
import { isReal, valueAt } from './value-at.ts';

const FEWEST_DIGITS = 4;

/**
 * Whether these tokens are a decimal that is the exact constant rounded to the digits written: `1.5708` for `\pi/2`. With at least 4
 * significant digits, so that it is off by less than one in two thousand; a decimal is no approximation of another decimal.
 */
export function isRounded(engine: MathEngine, tokens: Tokens, exact: Expression): boolean {
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
