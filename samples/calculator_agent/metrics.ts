import { numericMatch, ordinal, programmaticMetric } from 'assay';

type Output = { answer: string; calculations: string[] };

/** Is the final answer the number in the data? */
export const right = numericMatch();

export const calculated = programmaticMetric<Output>({
  description: 'The program computed with its tool.',
  scale: ordinal([false, true]),
  score: ({ output }) => ({ raw: output.calculations.length > 0, reason: output.calculations.join('; ') }),
});
