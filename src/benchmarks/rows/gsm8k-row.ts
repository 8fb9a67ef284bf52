import { z } from 'zod';
import { RowError } from './row-fault.ts';
import { rowForm } from './row-form.ts';
import { text } from './text.ts';

const source = z.object({ question: text, answer: text });

const row = z.strictObject({
  inputs: z.strictObject({ question: text }),
  reference: z.string().regex(/^-?\d+(\.\d+)?$/, 'the answer must be a number in plain digits'),
});

/** GSM8K: the answer is what stands behind `####` at the end of the solution, here without thousands separators. */
export const gsm8kRow = rowForm(
  source,
  ({ question, answer }) => ({ inputs: { question }, reference: finalNumber(answer) }),
  row,
);

function finalNumber(answer: string): string {
  const mark = answer.lastIndexOf('####');
  if (mark === -1) throw new RowError('"answer" does not end with #### and a number');
  return answer
    .slice(mark + 4)
    .trim()
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
}
