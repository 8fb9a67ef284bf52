import type { JsonObject } from '../evaluation/json.ts';

/** What a demonstration is made of: a training row, and the answer to it that was right. */
export interface Demonstration {
  readonly inputs: JsonObject;
  readonly answer: string;
}

/** Longer ones would crowd out the template. */
const LONGEST = 4_000;

/**
 * A template with examples before it: each input by name, and the answer that the model gave. `null` where one of them is too long, or can't be
 * written into a template.
 *
 * @example withDemonstrations('{{ text }}', [{ inputs: { text: 'Fine.' }, answer: 'positive' }])
 */
export function withDemonstrations(template: string, demonstrations: readonly Demonstration[]): string | null {
  const blocks = demonstrations.map(blockOf);
  if (blocks.some((block) => block.length > LONGEST || /\{%[-+]?\s*endraw/.test(block))) return null;
  const plural = blocks.length === 1 ? 'Here is an example of an input and a good answer.' : EXAMPLES;
  return `${plural}\n\n{% raw %}${blocks.join('\n\n')}{% endraw %}\n\nNow do the same with this:\n\n${template}`;
}

const EXAMPLES = 'Here are examples of inputs and good answers.';

function blockOf({ inputs, answer }: Demonstration): string {
  const lines = Object.entries(inputs).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `<example>\n${lines.join('\n')}\nanswer: ${answer.trim()}\n</example>`;
}
