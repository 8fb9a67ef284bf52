import { z } from 'zod';
import { choiceRow, letterOf, options } from './choice-row.ts';
import { RowError } from './row-fault.ts';
import { rowForm } from './row-form.ts';
import { text } from './text.ts';

const source = z.object({
  question_id: z.int(),
  question: text,
  options,
  answer: text,
  answer_index: z.int().nullish(),
  category: text,
});

const row = choiceRow(z.strictObject({ question: text, options, category: text, id: text }));

/** MMLU-Pro: the answer is told twice, as a letter and as an index, which must agree. */
export const mmluProRow = rowForm(
  source,
  ({ question_id, question, options: choices, answer, answer_index, category }) => {
    if (typeof answer_index === 'number' && letterOf(answer_index) !== answer)
      throw new RowError(`"answer" is ${JSON.stringify(answer)}, and "answer_index" is ${answer_index}`);

    return { inputs: { question, options: choices, category, id: String(question_id) }, reference: answer };
  },
  row,
);
