/** An exact number in lowest terms, with a positive denominator. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A decimal with more places is written as a fraction. */
const MOST_PLACES = 12;

/** The fraction in lowest terms. The denominator must not be 0. */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [a, b] = [one < 0n ? -one : one, other < 0n ? -other : other];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The value of digits with or without a decimal point, such as `12.50`. */
export function decimalFraction(text: string): Fraction {
  const [whole = '', places = ''] = text.split('.');
  return fraction(BigInt(whole + places), 10n ** BigInt(places.length));
}

/** A whole number or a decimal of up to twelve places if that is exact, such as `22` and `-0.25`, else `5/6`. */
export function fractionText({ numerator, denominator }: Fraction): string {
  for (let places = 0; places <= MOST_PLACES; places += 1) {
    const scale = 10n ** BigInt(places);
    if (scale % denominator === 0n) return decimalText((numerator * scale) / denominator, places);
  }
  return `${numerator}/${denominator}`;
}

function decimalText(scaled: bigint, places: number): string {
  const sign = scaled < 0n ? '-' : '';
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The nearest double; always finite. */
export function fractionNumber({ numerator, denominator }: Fraction): number {
  const length = Math.max(numerator.toString(16).length, denominator.toString(16).length);
  const shift = BigInt(Math.max(0, length - 250) * 4);
  const value = Number(numerator >> shift) / Number(denominator >> shift);
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number.isNaN(value) ? 0 : value));
}
