import { z } from 'zod';
import { RowError, rowForm, text } from './row-form.ts';

const level = z.int().min(1).max(5);

const math500Source = z.object({ problem: text, answer: text, subject: text, level, unique_id: text });

const math500Form = z.strictObject({
  inputs: z.strictObject({ question: text, subject: text, level, id: text }),
  reference: text,
});

/** MATH-500: the answer is LaTeX. */
export const math500Row = rowForm(
  math500Source,
  ({ problem, answer, subject, level: difficulty, unique_id }) => ({
    inputs: { question: problem, subject, level: difficulty, id: unique_id },
    reference: answer,
  }),
  math500Form,
);

const gsm8kSource = z.object({ question: text, answer: text });

const gsm8kForm = z.strictObject({
  inputs: z.strictObject({ question: text }),
  reference: z.string().regex(/^-?\d+(\.\d+)?$/, 'the answer must be a number in plain digits'),
});

/** GSM8K: the answer is what follows `####` at the end of the solution, here without thousands separators. */
export const gsm8kRow = rowForm(
  gsm8kSource,
  ({ question, answer }) => ({ inputs: { question }, reference: finalNumber(answer) }),
  gsm8kForm,
);

function finalNumber(answer: string): string {
  const mark = answer.lastIndexOf('####');
  if (mark === -1) throw new RowError('"answer" does not end with #### and a number');
  return answer
    .slice(mark + 4)
    .trim()
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
}

const label = z.union([z.int(), text], 'must be a number or a text');

/** Several copies of the thirty problems go about, whose columns are called `Problem`, `Answer` or `problem_idx`. */
const aime24Source = z
  .record(z.string(), z.unknown())
  .transform((row): Record<string, unknown> => {
    const columns = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
    return 'id' in columns ? columns : { ...columns, id: columns.problem_idx };
  })
  .pipe(z.object({ id: label, problem: text, answer: label.nullish(), solution: text.nullish() }));

const aime24Form = z.strictObject({
  inputs: z.strictObject({ question: text, id: text }),
  reference: z.string().regex(/^(0|[1-9]\d{0,2})$/, 'the answer must be a whole number from 0 to 999'),
});

/** AIME 2024: the answer has a column of its own, or is the last `\boxed{…}` of the solution; leading zeros are dropped. */
export const aime24Row = rowForm(
  aime24Source,
  ({ id, problem, answer, solution }) => ({
    inputs: { question: problem, id: String(id) },
    reference: String(answer ?? boxed(solution ?? ''))
      .trim()
      .replace(/^0+(?=\d)/, ''),
  }),
  aime24Form,
);

function boxed(solution: string): string {
  const found = [...solution.matchAll(/\\boxed\s*\{([^{}]*)\}/g)].at(-1)?.[1];
  if (found === undefined) throw new RowError('there is neither an "answer" nor a \\boxed{…} in "solution"');
  return found;
}
