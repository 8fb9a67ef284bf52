import type { Value } from '../values/value.ts';
import { method, type MethodTable } from './method.ts';

/** Methods of whole numbers, booleans among them. */
export const INTEGER_METHODS: MethodTable<bigint> = new Map([
  method<bigint>('bit_length', '', (value) => BigInt(bits(value).length)),
  method<bigint>('bit_count', '', (value) => BigInt(bits(value).replaceAll('0', '').length)),
  method<bigint>('conjugate', '', (value) => value),
]);

export const FLOAT_METHODS: MethodTable<number> = new Map([
  method<number>('is_integer', '', (value) => Number.isInteger(value)),
  method<number>('conjugate', '', (value) => value),
]);

/** The plain attributes of a number. */
export function numberAttribute(value: bigint | number, name: string): Value | undefined {
  if (name === 'real') return value;
  if (name === 'imag') return typeof value === 'bigint' ? 0n : 0;
  if (typeof value !== 'bigint') return undefined;
  if (name === 'numerator') return value;
  return name === 'denominator' ? 1n : undefined;
}

function bits(value: bigint): string {
  return value === 0n ? '' : (value < 0n ? -value : value).toString(2);
}
