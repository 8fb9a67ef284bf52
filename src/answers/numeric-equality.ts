import { decimal, type ExactNumber, isEqual, product, quotient, ratio } from './exact-number.ts';
import { CENTS_OF, isSameUnit, knownUnit, type Measure, sameDimensions } from './measure.ts';
import { wholeQuantity, type WholeQuantity } from './whole-quantity.ts';

/** With at least this many significant digits, a decimal stands for the fraction that it rounds. */
const ROUNDED_DIGITS = 3;

const POUND = knownUnit('pound');

/** Whether two answers are the same. */
export interface Match {
  readonly equal: boolean;
  /** By what they are, or why not, in a few words that continue after the given answer: "equals 18". */
  readonly why: string;
}

/**
 * Whether two texts are the same number, computed exactly: separators, currency signs, fractions, percent and units may be
 * written differently. `null` if one of them is not a single number. docs/answers.md has the rules.
 *
 * @example numericEqual('0.75', '3/4') // { equal: true, why: 'equals 3/4' }
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

/** In what sense they are equal, as a suffix to the number; `null` if they are not. */
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

/** Dozens as single things. */
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

/** The amount of money, without its "per day". */
function inMoney({ value, measure }: WholeQuantity): ExactNumber | null {
  if (measure.dimensions.has('cents')) return quotient(value, ratio(100n));
  return measure.dimensions.size === 1 ? product(value, measure.factor) : value;
}

/** Why `x = 5` is not `y = 5`. */
function nameConflict(a: WholeQuantity, b: WholeQuantity): string | null {
  if (a.name === null || b.name === null || a.name === b.name) return null;
  return `${a.name} and ${b.name} are different names`;
}

/** 50 % as 0.5, with the two more decimal places that this needs; any other number unchanged. */
function share(quantity: WholeQuantity): WholeQuantity {
  if (!quantity.isPercent) return quantity;
  const value = quotient(quantity.value, ratio(100n)) ?? quantity.value;
  return { ...quantity, value, places: quantity.places + 2 };
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s{1,100}/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** Whether one is a fraction and the other the same rounded to the digits it has, or cut off if it says so. */
function isRounding(a: WholeQuantity, b: WholeQuantity): boolean {
  if (a.form === b.form) return false;
  const [exact, rounded] = a.form === 'fraction' ? [a, b] : [b, a];
  if (rounded.significant < ROUNDED_DIGITS || rounded.places === 0) return false;
  if (exact.value.kind === 'huge' || rounded.value.kind === 'huge') return false;
  const difference = exact.value.top * rounded.value.bottom - rounded.value.top * exact.value.bottom;
  const distance = difference < 0n ? -difference : difference;
  const scale = decimal('1', rounded.places);
  if (scale.kind === 'huge') return false;
  const steps = distance * scale.top;
  const whole = exact.value.bottom * rounded.value.bottom;
  const isCutOff = rounded.isCut && steps < whole && exact.value.top < 0n === difference < 0n;
  return steps * 2n <= whole || isCutOff;
}

/** Why the units can't belong to the same amount; `null` if they can. */
function unitConflict(a: WholeQuantity, b: WholeQuantity): string | null {
  if (a.isPercent !== b.isPercent && hasUnit(a.isPercent ? b : a)) return 'one is a percentage, the other has a unit';
  if (hasUnit(a) && hasUnit(b)) {
    if (sameDimensions(a.measure, b.measure) || areSameMoney(a.measure, b.measure) || areNamesakes(a.measure, b.measure))
      return null;
    return `${namesOf(a.measure)} and ${namesOf(b.measure)} are different things`;
  }
  if (a.nouns.length === 0 || b.nouns.length === 0 || hasUnit(a) || hasUnit(b)) return null;
  if (a.nouns.some((noun) => b.nouns.includes(noun))) return null;
  return `${a.nouns.join(' ')} and ${b.nouns.join(' ')} are different things`;
}

/** The same currency, or its cents; "$18" and "$18 per day" are the same money. */
function areSameMoney(a: Measure, b: Measure): boolean {
  const [first, second] = [currencyOf(a), currencyOf(b)];
  if (first === null || second === null || !areSamePeriod(a, b)) return false;
  if (first === second) return true;
  return (first === 'cents' && CENTS_OF.includes(second)) || (second === 'cents' && CENTS_OF.includes(first));
}

/** Whether two amounts with a "per …" have the same one. */
function areSamePeriod(a: Measure, b: Measure): boolean {
  if (a.dimensions.size === 1 || b.dimensions.size === 1) return true;
  const below = (measure: Measure): string => [...measure.dimensions.keys()].filter((name) => !isCurrency(name)).join();
  return below(a) === below(b) && isEqual(a.factor, b.factor);
}

/** Degrees of any scale, and pounds of any kind, if one side does not say which. */
function areNamesakes(a: Measure, b: Measure): boolean {
  const isPair = (first: Measure, second: Measure): boolean =>
    (first.dimensions.has('degrees') && (second.dimensions.has('celsius') || second.dimensions.has('fahrenheit'))) ||
    (POUND !== undefined && isSameUnit(first, POUND) && second.dimensions.has('pounds'));
  return isPair(a, b) || isPair(b, a);
}

function currencyOf(measure: Measure): string | null {
  const [first] = [...measure.dimensions].filter(([name, power]) => power === 1 && isCurrency(name));
  return first?.[0] ?? null;
}

function isCurrency(name: string): boolean {
  return ['dollars', 'cents', 'euros', 'pounds', 'yen', 'rupees'].includes(name);
}

function namesOf(measure: Measure): string {
  return [...measure.dimensions].map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join(' ');
}

function hasUnit(quantity: WholeQuantity): boolean {
  return quantity.measure.dimensions.size > 0;
}
