import { beforeInput } from '../input-block.ts';
import type { Move } from '../move.ts';

const DONE = /\b(?:label only|only the label|nothing else|(?:one|single) word)\b/i;

/** A demand for reasons, up to the end of its clause. */
const REASONS = /,?\s*(?:\b(?:and|then|also)\s+)?\b(?:explain|justify|give (?:your |the |a )?reasons?)\b[^.:;!?\n{]*/gi;

export const answerWithLabelOnly: Move = {
  name: 'ask for the label only',
  hypothesis: 'The program takes nothing but a bare label, and the model wraps it in words.',
  change: 'The template asks for one label and nothing else, and no longer for an explanation.',
  apply(template, { labels, outputSchema }) {
    if (labels.length === 0 || outputSchema !== null || DONE.test(template)) return null;
    return beforeInput(
      template.replaceAll(REASONS, ''),
      `Answer with the label only, written exactly so: ${labels.join(', ')}. Add nothing else, no reason and no full stop.`,
    );
  },
  isUrgent: ({ weakest }) => weakest.some(({ error }) => error !== null),
};
