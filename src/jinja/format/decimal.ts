import { spend, TemplateLimitError } from '../work-limit.ts';

/** The most digits that a format may ask for behind the point. */
const MAX_PRECISION = 10_000;

/** A finite number as digits and the power of ten of the first one: 12.5 is `125` and 1. */
export interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

/** The size of a finite float with so many digits after the point, rounded half to even from its exact value, as C's `%.nf`. */
export function fixed(value: number, precision: number): string {
  checkPrecision(precision);
  const digits = scaled(Math.abs(value), precision)
    .toString()
    .padStart(precision + 1, '0');
  const whole = digits.slice(0, digits.length - precision);
  return precision === 0 ? whole : `${whole}.${digits.slice(digits.length - precision)}`;
}

/** The size of a finite float with so many significant digits, rounded half to even from its exact value. */
export function significant(value: number, count: number): Digits {
  checkPrecision(count);
  const size = Math.abs(value);
  if (size === 0) return { digits: '0'.repeat(count), exponent: 0 };
  const exponent = Number(size.toExponential().split('e')[1]);
  const digits = scaled(size, count - 1 - exponent).toString();
  // Rounding up may have given one more.
  return digits.length > count ? { digits: digits.slice(0, count), exponent: exponent + 1 } : { digits, exponent };
}

/** A float rounded to so many digits after the point (before it, where negative), half to even as Python's `round`. */
export function rounded(value: number, precision: number): number {
  if (!Number.isFinite(value) || precision > 323) return value;
  if (precision < -308) return 0 * value;
  const size = Number(`${scaled(Math.abs(value), precision)}e${-precision}`);
  return value < 0 || Object.is(value, -0) ? -size : size;
}

/** A whole number rounded to a power of ten, half to even. */
export function roundedInteger(value: bigint, power: number): bigint {
  if (power > 5_000) return 0n;
  const unit = 10n ** BigInt(power);
  const size = divided(value < 0n ? -value : value, unit) * unit;
  return value < 0n ? -size : size;
}

/** `size · 10^power` as a whole number, half to even. */
function scaled(size: number, power: number): bigint {
  const { mantissa, exponent } = binaryParts(size);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  return divided(numerator, denominator);
}

function divided(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const isUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** A finite size as `mantissa · 2^exponent`. */
function binaryParts(size: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | 0x10_0000_0000_0000n, exponent: biased - 1075 };
}

function checkPrecision(precision: number): void {
  if (precision > MAX_PRECISION) throw new TemplateLimitError(`a format is limited to ${MAX_PRECISION} digits`);
  spend(precision / 4);
}
