import { programmaticMetric, type ProgrammaticMetric, type ScoringContext } from '../evaluation/metric.ts';
import { ordinal } from '../evaluation/scale.ts';
import {
  type AnswerOptions,
  offeredOptions,
  type OfferedOptions,
  outputText,
  referenceText,
  shownReference,
} from './answer-metric.ts';
import { chosenOption } from './chosen-option.ts';
import { comparableOptions, comparableText, optionIndex, optionLetter } from './chosen-option/options.ts';

export type ChoiceMatchOptions = AnswerOptions & OfferedOptions;

/**
 * A metric: does the output choose the option of the reference? The options are `inputs.options`; the reference is a letter
 * or the option's text, never an index. See docs/answers.md.
 *
 * @example export const choice_match = choiceMatch({ options: (inputs: { choices: string[] }) => inputs.choices });
 */
export function choiceMatch(options: ChoiceMatchOptions = {}): ProgrammaticMetric<boolean> {
  return programmaticMetric({
    description: options.description ?? 'The chosen option is the one in the reference.',
    scale: ordinal([false, true]),
    score: ({ output, reference, inputs }: ScoringContext<unknown, unknown, unknown>) => {
      const offered = offeredOptions(inputs, options);
      const expected = expectedIndex(reference, offered);
      const chosen = chosenOption(outputText(output, options), offered);
      if (chosen === null) return { raw: false, reason: 'no option chosen' };
      const isRight = chosen.index === expected;
      const verdict = isRight ? 'is right' : `is not ${optionLetter(expected)}`;
      return { raw: isRight, reason: `${chosen.letter}, ${chosen.rule}: ${verdict}` };
    },
  });
}

/** The index of the option that a reference names. Throws a `TypeError` if it names none, or several have its text. */
function expectedIndex(reference: unknown, offered: readonly string[]): number {
  const text = referenceText(reference);
  const byLetter = typeof reference === 'string' ? optionIndex(text.trim().toUpperCase(), offered.length) : null;
  if (byLetter !== null) return byLetter;
  const comparable = comparableText(text);
  const same = comparableOptions(offered).flatMap((option, index) => (option === comparable ? [index] : []));
  const [only] = same;
  if (only !== undefined && same.length === 1) return only;
  const fault = same.length > 1 ? 'is the text of several options' : `is none of the ${offered.length} options`;
  throw new TypeError(
    `the reference ${shownReference(reference)} ${fault}: it must be a letter or the text of one, not an index`,
  );
}
