import { type ExactNumber, isEqual, product, quotient, ratio } from './exact-number.ts';
import { isRounding } from './is-rounding.ts';
import type { Match } from './match.ts';
import { isSameUnit, sameDimensions } from './quantity.ts';
import { areNamesakes, hasUnit, unitConflict } from './unit-conflict.ts';
import { wholeQuantity, type WholeQuantity } from './whole-quantity.ts';

/**
 * Whether two texts are the same number, reckoned exactly: separators, currency signs, fractions, percent and units may be
 * written differently. `why` goes on after the given number («equals 18»). `null` where one of them is no single number. The
 * rules are in docs/answers.md.
 */
export function numericEqual(given: string, expected: string): Match | null {
  const a = wholeQuantity(given);
  const b = wholeQuantity(expected);
  if (a === null || b === null) return null;
  const shown = shortened(expected);
  const conflict = nameConflict(a, b) ?? unitConflict(a, b);
  if (conflict !== null) return { equal: false, why: `is not ${shown}: ${conflict}` };
  const kind = equalKind(a, b);
  return kind === null ? { equal: false, why: `is not ${shown}` } : { equal: true, why: `equals ${shown}${kind}` };
}

/** In what sense they are equal, to be said after the number; `null` where in none. */
function equalKind(a: WholeQuantity, b: WholeQuantity): string | null {
  if (hasUnit(a) && hasUnit(b) && !isSameUnit(a.measure, b.measure)) return convertedKind(a, b);
  const sameSpelling = a.isPercent === b.isPercent && a.isDozens === b.isDozens;
  if (isEqual(a.value, b.value))
    return sameSpelling ? '' : `, read as ${a.isDozens === b.isDozens ? 'a percentage' : 'dozens'}`;
  if (isRounding(a, b)) return ', rounded';
  if (sameSpelling) return null;
  const [first, second] = a.isPercent === b.isPercent ? [singly(a), singly(b)] : [share(singly(a)), share(singly(b))];
  if (isEqual(first.value, second.value)) return '';
  return isRounding(first, second) ? ', rounded' : null;
}

/** Dozens as what they are twelve of. */
function singly(quantity: WholeQuantity): WholeQuantity {
  const value = quantity.isDozens ? product(quantity.value, ratio(12n)) : null;
  return value === null ? quantity : { ...quantity, value, places: 0 };
}

function convertedKind(a: WholeQuantity, b: WholeQuantity): string | null {
  if (areNamesakes(a.measure, b.measure)) return isEqual(a.value, b.value) ? '' : null;
  const inBase = (quantity: WholeQuantity): ExactNumber | null => product(quantity.value, quantity.measure.factor);
  const [first, second] = sameDimensions(a.measure, b.measure) ? [inBase(a), inBase(b)] : [inMoney(a), inMoney(b)];
  return first !== null && second !== null && isEqual(first, second) ? ' in another unit' : null;
}

/** The amount in the currency, without its «per day». */
function inMoney({ value, measure }: WholeQuantity): ExactNumber | null {
  if (measure.dimensions.has('cents')) return quotient(value, ratio(100n));
  return measure.dimensions.size === 1 ? product(value, measure.factor) : value;
}

/** Why `x = 5` is not `y = 5`. */
function nameConflict(a: WholeQuantity, b: WholeQuantity): string | null {
  if (a.name === null || b.name === null || a.name === b.name) return null;
  return `${a.name} and ${b.name} are different names`;
}

/** 50 % as 0.5, with the two places more that this takes; another number as it is. */
function share(quantity: WholeQuantity): WholeQuantity {
  if (!quantity.isPercent) return quantity;
  const value = quotient(quantity.value, ratio(100n)) ?? quantity.value;
  return { ...quantity, value, places: quantity.places + 2 };
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s{1,100}/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
