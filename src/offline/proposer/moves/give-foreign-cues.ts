import type { Move } from '../move.ts';
import { withCues } from '../with-cues.ts';

const NOT_ENGLISH = /(?!\p{ASCII})\p{L}/u;

export const giveForeignCues: Move = {
  name: 'give cues in other languages',
  hypothesis: 'Some of the weakest examples are in other languages than the instructions.',
  change: 'The definitions quote words of other languages that speak for their label.',
  apply(template, { labels, weakest }) {
    if (!weakest.some(({ inputs }) => NOT_ENGLISH.test(inputs))) return null;
    return withCues(template, labels, ({ foreignCues }) => foreignCues);
  },
};
