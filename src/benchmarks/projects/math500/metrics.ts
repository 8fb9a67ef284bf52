import { answerGiven } from '../../../answers/answer-given.ts';
import { mathMatch } from '../../../answers/math-match.ts';

export const math_match = mathMatch();

export const answer_given = answerGiven();
