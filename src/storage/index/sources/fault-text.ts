import type { z } from 'zod';

/** How many numbers are named. */
const NAMED = 10;

/** Such as "line 3 is", or "lines 3, 5 and 8 more are". */
export function numbersOf(noun: string, numbers: readonly number[]): string {
  if (numbers.length === 1) return `${noun} ${numbers[0] ?? ''} is`;
  const more = numbers.length - NAMED;
  return `${noun}s ${numbers.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''} are`;
}

/** What a schema makes of a value. Throws an error that says in one sentence what is wrong. */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown, noun: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.') || noun}: ${message}`).join('; '));
}
