import { isSameUnit } from '../quantity.ts';
import { unitPhrase } from '../unit-phrase.ts';

/** Whether two units are one, however they are written: `cm^2`, `sq cm`, `square centimeters`. */
export function sameUnit(given: string, expected: string): boolean {
  if (given.replaceAll(' ', '') === expected.replaceAll(' ', '')) return true;
  const [a, b] = [unitPhrase(given, 0), unitPhrase(expected, 0)];
  return a?.end === given.length && b?.end === expected.length && isSameUnit(a.measure, b.measure);
}
