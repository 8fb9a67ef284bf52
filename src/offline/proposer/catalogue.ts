import type { Move } from './move.ts';
import { answerWithLabelOnly } from './moves/answer-with-label-only.ts';
import { defineLabels } from './moves/define-labels.ts';
import { giveCues } from './moves/give-cues.ts';
import { giveExamples } from './moves/give-examples.ts';
import { giveForeignCues } from './moves/give-foreign-cues.ts';
import { instructionsFirst } from './moves/instructions-first.ts';
import { markOffInput } from './moves/mark-off-input.ts';
import { nothingOutside } from './moves/nothing-outside.ts';
import { quoteEvidence } from './moves/quote-evidence.ts';
import { removeFiller } from './moves/remove-filler.ts';
import { settleMixedCases } from './moves/settle-mixed-cases.ts';
import { stateCriteria } from './moves/state-criteria.ts';
import { stateLabels } from './moves/state-labels.ts';
import { workInSteps } from './moves/work-in-steps.ts';

/** The moves in the order in which they are tried where nothing speaks for another. */
export const MOVES: readonly Move[] = [
  markOffInput,
  instructionsFirst,
  answerWithLabelOnly,
  defineLabels,
  settleMixedCases,
  giveCues,
  giveForeignCues,
  giveExamples,
  stateLabels,
  quoteEvidence,
  nothingOutside,
  removeFiller,
  stateCriteria,
  workInSteps,
];
