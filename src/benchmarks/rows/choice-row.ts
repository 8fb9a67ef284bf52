import { z } from 'zod';
import type { BenchmarkRow } from './benchmark-row.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const options = z
  .array(z.string())
  .min(2, 'there must be two options or more')
  .max(LETTERS.length, 'there are too many');

/** A multiple-choice row with these inputs. Its answer is the letter of one of its options. */
export function choiceRow<Inputs extends BenchmarkRow['inputs'] & { readonly options: readonly string[] }>(
  inputs: z.ZodType<Inputs>,
): z.ZodType<{ inputs: Inputs; reference: string }> {
  return z.strictObject({ inputs, reference: z.string() }).superRefine((row, context) => {
    const letters = LETTERS.slice(0, row.inputs.options.length);
    if (row.reference.length === 1 && letters.includes(row.reference)) return;
    const message = `is ${JSON.stringify(row.reference)}, and the options are A to ${letters.slice(-1)}`;
    context.addIssue({ code: 'custom', path: ['reference'], message });
  });
}

/** The letter of an option; `undefined` where it has none. */
export function letterOf(index: number): string | undefined {
  return LETTERS[index];
}
