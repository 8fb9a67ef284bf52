import { isEqual } from './exact-number.ts';
import { CENTS_OF, knownUnit, type Measure } from './measure.ts';
import { isSameUnit, sameDimensions } from './quantity.ts';
import type { WholeQuantity } from './whole-quantity.ts';

const POUND = knownUnit('pound');

/** Why the units can't belong to one amount; `null` where they can. */
export function unitConflict(a: WholeQuantity, b: WholeQuantity): string | null {
  if ((a.isPercent && hasUnit(b)) || (b.isPercent && hasUnit(a))) return 'one is a percentage, the other has a unit';
  if (hasUnit(a) && hasUnit(b)) {
    if (sameDimensions(a.measure, b.measure) || areSameMoney(a.measure, b.measure) || areNamesakes(a.measure, b.measure))
      return null;
    return `${namesOf(a.measure)} and ${namesOf(b.measure)} are different things`;
  }
  if (a.nouns.length === 0 || b.nouns.length === 0 || hasUnit(a) || hasUnit(b)) return null;
  if (a.nouns.some((noun) => b.nouns.includes(noun))) return null;
  return `${a.nouns.join(' ')} and ${b.nouns.join(' ')} are different things`;
}

/** One currency, its cents included; «$18» and «$18 per day» are the same money. */
function areSameMoney(a: Measure, b: Measure): boolean {
  const [first, second] = [currencyOf(a), currencyOf(b)];
  if (first === null || second === null || !areSamePeriod(a, b)) return false;
  if (first === second) return true;
  return (first === 'cents' && CENTS_OF.includes(second)) || (second === 'cents' && CENTS_OF.includes(first));
}

/** Of two amounts with a «per …», both have the same. */
function areSamePeriod(a: Measure, b: Measure): boolean {
  if (a.dimensions.size === 1 || b.dimensions.size === 1) return true;
  const below = (measure: Measure): string => [...measure.dimensions.keys()].filter((name) => !isCurrency(name)).join();
  return below(a) === below(b) && isEqual(a.factor, b.factor);
}

/** Degrees of whatever scale, and pounds of whatever kind, where one side does not say which. */
export function areNamesakes(a: Measure, b: Measure): boolean {
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

export function hasUnit(quantity: WholeQuantity): boolean {
  return quantity.measure.dimensions.size > 0;
}
