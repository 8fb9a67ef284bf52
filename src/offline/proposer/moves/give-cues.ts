import type { Move } from '../move.ts';
import { withCues } from '../with-cues.ts';

export const giveCues: Move = {
  name: 'give cues for the labels',
  hypothesis: 'Some inputs show their side only in turns of phrase that the model does not weigh.',
  change: 'The definitions quote turns of phrase that speak for their label.',
  apply: (template, { labels }) => withCues(template, labels, ({ cues }) => cues),
};
