import { programmaticMetric, type ProgrammaticMetric, type ScoringContext } from '../evaluation/metric.ts';
import { ordinal } from '../evaluation/scale.ts';
import {
  type AnswerOptions,
  offeredOptions,
  type OfferedOptions,
  offersOptions,
  outputText,
  shownAnswer,
} from './answer-metric.ts';
import { chosenOption } from './chosen-option.ts';
import { finalAnswer } from './final-answer.ts';

export type AnswerGivenOptions = AnswerOptions & OfferedOptions;

/**
 * A metric: does the output hold an answer at all, right or wrong? If the example offers options, one of them must be chosen.
 * Next to a match metric it tells wrong answers from missing ones.
 *
 * @example export const answer_given = answerGiven();
 */
export function answerGiven(options: AnswerGivenOptions = {}): ProgrammaticMetric<boolean> {
  return programmaticMetric({
    description: options.description ?? 'The output holds an answer, right or wrong.',
    scale: ordinal([false, true]),
    score: ({ output, inputs }: ScoringContext<unknown, unknown, unknown>) => {
      const text = outputText(output, options);
      if (options.options === undefined && !offersOptions(inputs)) {
        const found = finalAnswer(text);
        return found === null
          ? { raw: false, reason: 'no answer found' }
          : { raw: true, reason: `${shownAnswer(found.text)}, ${found.rule}` };
      }
      const chosen = chosenOption(text, offeredOptions(inputs, options));
      return chosen === null
        ? { raw: false, reason: 'no option chosen' }
        : { raw: true, reason: `${chosen.letter}, ${chosen.rule}` };
    },
  });
}
