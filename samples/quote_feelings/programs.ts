import { defineProgram, z } from 'assay';

type Inputs = { message: string };

const findings = z.object({
  quotes: z
    .string()
    .describe('The words of the message that show a feeling, each passage in double quotes; empty if there are none'),
});

/** The passages in double quotes. */
function quotedPassages(answer: string): string[] {
  return Array.from(answer.matchAll(/"([^"]+)"|“([^”]+)”/g), ([, straight, curly]) => straight ?? curly ?? '');
}

/** Asks for the passages in a fixed form. */
export const v1 = defineProgram<Inputs>(async ({ render, complete }) => {
  const { output } = await complete(render(), { schema: findings });
  return { answer: output.quotes, passages: quotedPassages(output.quotes) };
});

/** Asks for text, and takes the passages that it quotes. */
export const plain = defineProgram<Inputs>(async ({ render, complete }) => {
  const { text } = await complete(render());
  return { answer: text, passages: quotedPassages(text) };
});
