import { z } from 'zod';
import { RowError } from './row-fault.ts';
import { rowForm } from './row-form.ts';
import { text } from './text.ts';

const label = z.union([z.int(), text], 'must be a number or a text');

/** Several copies of the thirty problems go about, whose columns are called `Problem`, `Answer` or `problem_idx`. */
const source = z
  .record(z.string(), z.unknown())
  .transform((row): Record<string, unknown> => {
    const columns = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
    return 'id' in columns ? columns : { ...columns, id: columns.problem_idx };
  })
  .pipe(z.object({ id: label, problem: text, answer: label.nullish(), solution: text.nullish() }));

const row = z.strictObject({
  inputs: z.strictObject({ question: text, id: text }),
  reference: z.string().regex(/^(0|[1-9]\d{0,2})$/, 'the answer must be a whole number from 0 to 999'),
});

/** AIME 2024: the answer has a column of its own, or is the last `\boxed{…}` of the solution; leading zeros are dropped. */
export const aime24Row = rowForm(
  source,
  ({ id, problem, answer, solution }) => ({
    inputs: { question: problem, id: String(id) },
    reference: String(answer ?? boxed(solution ?? ''))
      .trim()
      .replace(/^0+(?=\d)/, ''),
  }),
  row,
);

function boxed(solution: string): string {
  const found = [...solution.matchAll(/\\boxed\s*\{([^{}]*)\}/g)].at(-1)?.[1];
  if (found === undefined) throw new RowError('there is neither an "answer" nor a \\boxed{…} in "solution"');
  return found;
}
