import { defineProgram } from '../../../evaluation/program.ts';

type Inputs = { question: string; options: string[] };

/** Asks once and returns what the model wrote; the metrics find the chosen option in it. */
export const solve = defineProgram<Inputs, string>(async ({ render, complete }) => {
  const { text } = await complete(render());
  return text;
});
