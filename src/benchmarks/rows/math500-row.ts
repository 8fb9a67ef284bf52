import { z } from 'zod';
import { rowForm } from './row-form.ts';
import { text } from './text.ts';

const level = z.int().min(1).max(5);

const source = z.object({ problem: text, answer: text, subject: text, level, unique_id: text });

const row = z.strictObject({
  inputs: z.strictObject({ question: text, subject: text, level, id: text }),
  reference: text,
});

/** MATH-500: the answer is LaTeX. */
export const math500Row = rowForm(
  source,
  ({ problem, answer, subject, level: difficulty, unique_id }) => ({
    inputs: { question: problem, subject, level: difficulty, id: unique_id },
    reference: answer,
  }),
  row,
);
