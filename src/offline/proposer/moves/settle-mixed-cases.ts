import { labelOf } from '../../lexicon/label.ts';
import { definitionOf, withDefinition } from '../label-lines.ts';
import type { Move } from '../move.ts';

const SETTLED = /\b(?:mixed|both|balanced?)\b/i;

export const settleMixedCases: Move = {
  name: 'say what decides a mixed case',
  hypothesis: 'Inputs with something of either side go to one of them, because no label says that it is for these.',
  change: 'The neutral label is also for inputs in which both sides are in balance.',
  apply(template, { labels }) {
    if (labels.some((label) => labelOf(label)?.sense === 'mixed')) return null;
    const neutral = labels.find((label) => labelOf(label)?.sense === 'neutral');
    const definition = neutral === undefined ? null : definitionOf(template, neutral);
    if (neutral === undefined || definition === null || SETTLED.test(definition)) return null;
    return withDefinition(template, neutral, `${definition}; or praise and blame are both there and in balance`);
  },
};
