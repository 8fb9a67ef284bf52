import { beforeInput } from '../input-block.ts';
import { definitionOf, hasLabelLines, withDefinition } from '../label-lines.ts';
import type { Move } from '../move.ts';
import { stockFor } from '../sentiment-stock.ts';

export const defineLabels: Move = {
  name: 'define the labels',
  hypothesis: 'The labels mean one thing to the model and another to those who labelled the examples.',
  change: 'Each label gets a definition in one sentence.',
  apply(template, { labels }) {
    const undefinedLabels = labels.filter((label) => definitionOf(template, label) === null);
    if (undefinedLabels.length === 0) return null;
    if (hasLabelLines(template, labels))
      return undefinedLabels.reduce((text, label) => withDefinition(text, label, definition(label)), template);

    const lines = labels.map((label) => `- ${label}: ${definition(label)}`);
    return beforeInput(template, `The answer is one of these labels, which mean:\n${lines.join('\n')}`);
  },
};

function definition(label: string): string {
  return stockFor(label)?.definition ?? `the input fits "${label}" better than any other label`;
}
