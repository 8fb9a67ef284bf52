import { defineProgram, z } from 'assay';
import type { Message } from 'assay';
import { calculate } from './_calculate.ts';

type Inputs = { question: string };

/** How often the agent may ask the model before it gives up. */
const MOST_CALLS = 5;

const tools = {
  calculate: {
    description: 'Computes an arithmetic expression exactly, such as 2 * (3 + 4).',
    parameters: z.object({ expression: z.string().describe('Numbers, + - * / ^ and parentheses') }),
  },
};

/** The model alone. */
export const alone = defineProgram<Inputs>(async ({ render, complete }) => {
  const { text } = await complete(render());
  return { answer: text, calculations: [] };
});

/** An agent: the model may have the program compute as often as it likes, and then answers. */
export const agent = defineProgram<Inputs>({ calls: 'any' }, async ({ render, complete }) => {
  const messages: Message[] = [{ role: 'user', content: render() }];
  const calculations: string[] = [];
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const { text, toolCalls } = await complete(messages, { tools });
    if (toolCalls.length === 0) return { answer: text, calculations };
    messages.push({ role: 'assistant', content: text, toolCalls });
    for (const { id, arguments: given } of toolCalls) {
      const expression = typeof given.expression === 'string' ? given.expression : '';
      const result = calculated(expression);
      calculations.push(`${expression} = ${result}`);
      messages.push({ role: 'tool', toolCallId: id, content: result });
    }
  }
  throw new Error(`there is no answer after ${MOST_CALLS} calls`);
});

/** What goes wrong is told to the model, which may try again. */
function calculated(expression: string): string {
  try {
    return String(calculate(expression));
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
}
