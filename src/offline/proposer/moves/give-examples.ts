import { beforeInput } from '../input-block.ts';
import type { Move } from '../move.ts';
import { areSentiment, stockFor } from '../sentiment-stock.ts';

const HAS_EXAMPLES = /"\s*(?:→|->|=>)\s*\S|\bfor example\b|\bexamples?:/i;

export const giveExamples: Move = {
  name: 'give made-up examples',
  hypothesis: 'The model has the rule but has not seen it applied.',
  change: 'A few examples that nobody took from the data show an input and its label.',
  apply(template, { labels }) {
    if (!areSentiment(labels) || HAS_EXAMPLES.test(template)) return null;
    const lines = labels.flatMap((label) => (stockFor(label)?.examples ?? []).map((text) => `"${text}" → ${label}`));
    return beforeInput(template, `Examples:\n${lines.join('\n')}`);
  },
};
