import { beforeInput } from '../input-block.ts';
import type { Move } from '../move.ts';

const HAS_STEPS = /^\s*1[.)]\s/m;

export const workInSteps: Move = {
  name: 'work in steps',
  hypothesis: 'The model answers from its first impression of the input.',
  change: 'The template gives the order in which to work, the decision last.',
  apply(template) {
    if (HAS_STEPS.test(template) || /\bstep by step\b/i.test(template)) return null;
    return beforeInput(
      template,
      'Work in this order:\n1. Read the input to its end.\n2. Find what in it speaks for each possible answer.\n' +
        '3. Weigh that, and only then decide.',
    );
  },
};
