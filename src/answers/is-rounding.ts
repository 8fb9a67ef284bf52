import { decimal } from './exact-number.ts';
import type { WholeQuantity } from './whole-quantity.ts';

/** A decimal stands for the fraction that it rounds from this many significant digits on. */
const ROUNDED_DIGITS = 3;

/** Whether one is a fraction, and the other this fraction rounded to the digits it has, or cut off where it says so. */
export function isRounding(a: WholeQuantity, b: WholeQuantity): boolean {
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
