import { defineProgram, z } from 'assay';

type Inputs = { review: string };

const LABELS = ['positive', 'negative', 'neutral'] as const;

const verdict = z.object({
  label: z.enum(LABELS),
  explanation: z.string().describe('Why this label, with the deciding words of the review in quotes'),
});

/** Asks for label and explanation in a fixed form. */
export const v1 = defineProgram<Inputs>(async ({ render, complete }) => {
  const { output } = await complete(render(), { schema: verdict });
  return output;
});

/** Asks for text and accepts it only if it is a bare label: anything more is a failed trial. */
export const plain = defineProgram<Inputs>(async ({ render, complete }) => {
  const { text } = await complete(render());
  const answer = text.trim();
  const label = LABELS.find((name) => name === answer.toLowerCase());
  if (label === undefined) throw new Error(`the answer should be one of ${LABELS.join(', ')}, but is: ${answer}`);
  return { label };
});
