import { answerGiven } from '../../../answers/answer-given.ts';
import { numericMatch } from '../../../answers/numeric-match.ts';

export const numeric_match = numericMatch();

export const answer_given = answerGiven();
