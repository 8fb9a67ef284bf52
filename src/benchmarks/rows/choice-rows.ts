import { z } from 'zod';
import { type BenchmarkRow, RowError, rowForm, text } from './row-form.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const options = z.array(z.string()).min(2, 'there must be two options or more').max(LETTERS.length, 'there are too many');

/** A multiple-choice row with these inputs. Its answer is the letter of one of its options. */
function choiceRow<Inputs extends BenchmarkRow['inputs'] & { readonly options: readonly string[] }>(
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
function letterOf(index: number): string | undefined {
  return LETTERS[index];
}

const mmluProSource = z.object({
  question_id: z.int(),
  question: text,
  options,
  answer: text,
  answer_index: z.int().nullish(),
  category: text,
});

const mmluProForm = choiceRow(z.strictObject({ question: text, options, category: text, id: text }));

/** MMLU-Pro: the answer is given twice, as a letter and as an index, which must agree. */
export const mmluProRow = rowForm(
  mmluProSource,
  ({ question_id, question, options: choices, answer, answer_index, category }) => {
    if (typeof answer_index === 'number' && letterOf(answer_index) !== answer)
      throw new RowError(`"answer" is ${JSON.stringify(answer)}, and "answer_index" is ${answer_index}`);

    return { inputs: { question, options: choices, category, id: String(question_id) }, reference: answer };
  },
  mmluProForm,
);

const described = { question: text, options, discipline: text, field: text, subfield: text, difficulty: text };

const supergpqaSource = z.object({ ...described, uuid: text, answer_letter: text });

const supergpqaForm = choiceRow(z.strictObject({ ...described, id: text }));

/** SuperGPQA: the answer is `answer_letter`; the column `answer` is the text of that option. */
export const supergpqaRow = rowForm(
  supergpqaSource,
  ({ uuid, answer_letter, ...inputs }) => ({ inputs: { ...inputs, id: uuid }, reference: answer_letter }),
  supergpqaForm,
);
