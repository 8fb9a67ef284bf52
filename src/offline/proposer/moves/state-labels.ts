import { beforeInput } from '../input-block.ts';
import { hasLabelLines } from '../label-lines.ts';
import type { Move } from '../move.ts';

export const stateLabels: Move = {
  name: 'state the labels',
  hypothesis: 'The model does not know, or does not keep to, the few answers that there are.',
  change: 'A list names the possible answers, a line each.',
  apply(template, { labels }) {
    if (labels.length === 0 || hasLabelLines(template, labels)) return null;
    return beforeInput(template, `The answer is one of these labels:\n${labels.map((label) => `- ${label}`).join('\n')}`);
  },
};
