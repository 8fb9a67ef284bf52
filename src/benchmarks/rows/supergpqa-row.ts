import { z } from 'zod';
import { choiceRow, options } from './choice-row.ts';
import { rowForm } from './row-form.ts';
import { text } from './text.ts';

const described = { question: text, options, discipline: text, field: text, subfield: text, difficulty: text };

const source = z.object({ ...described, uuid: text, answer_letter: text });

const row = choiceRow(z.strictObject({ ...described, id: text }));

/** SuperGPQA: the answer is `answer_letter`; the column `answer` is the text of that option. */
export const supergpqaRow = rowForm(
  source,
  ({ uuid, answer_letter, ...inputs }) => ({ inputs: { ...inputs, id: uuid }, reference: answer_letter }),
  row,
);
