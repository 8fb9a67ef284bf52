import { answerGiven } from '../../../answers/answer-given.ts';
import { choiceMatch } from '../../../answers/choice-match.ts';

export const choice_match = choiceMatch();

export const answer_given = answerGiven();
