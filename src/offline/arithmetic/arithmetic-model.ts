import type { CompletionRequest } from '../../evaluation/model.ts';
import { type RuleAnswer, RuleModel } from '../rule-model.ts';
import { ArithmeticContent } from './arithmetic-content.ts';
import { askedAnswer } from './asked-answer.ts';
import { workedAnswer } from './worked-answer.ts';

/**
 * Computes the arithmetic expression in the last user message, exactly. It is no language model and understands no word
 * problem. Asked for steps it minds precedence; asked for the answer alone it works from left to right, as a pocket
 * calculator does, so that prompts can be compared by it.
 */
export class ArithmeticModel extends RuleModel {
  protected answer(request: CompletionRequest): RuleAnswer {
    const worked = workedAnswer(askedAnswer(request));
    return { text: () => worked.text, content: () => new ArithmeticContent(worked) };
  }
}
