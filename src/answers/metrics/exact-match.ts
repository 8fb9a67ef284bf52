import { MetricError, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { ordinal } from '../../evaluation/scale.ts';
import { shownAnswer } from '../answer-metric.ts';
import { squadText } from './squad-text.ts';
import { textMetric, type TextMetricOptions } from './text-metric.ts';

export interface ExactMatchOptions extends TextMetricOptions {
  /**
   * What does not count: `'trim'` (the default) white space at both ends, `'none'` nothing, `'squad'` case, punctuation, the articles
   * and white space, as in SQuAD's exact match.
   */
  readonly normalize?: 'none' | 'trim' | 'squad';
  /** Whether case does not count. Default false. */
  readonly ignoreCase?: boolean;
}

/**
 * A metric: is the text the reference, or one of the references? Throws a `MetricError` when an option can't be used.
 *
 * @example export const exact_match = exactMatch({ ignoreCase: true });
 */
export function exactMatch(options: ExactMatchOptions = {}): ProgrammaticMetric<boolean> {
  const { normalize = 'trim', ignoreCase = false } = options;
  const normalized = NORMALIZED[normalize] as ((text: string) => string) | undefined;
  if (normalized === undefined)
    throw new MetricError(`exactMatch: normalize must be 'none', 'trim' or 'squad', not ${JSON.stringify(normalize)}`);
  const read = (text: string): string => (ignoreCase ? normalized(text).toLowerCase() : normalized(text));
  return textMetric(
    {
      description: 'The text is the reference.',
      scale: ordinal([false, true]),
      score: (text, references) => {
        const given = read(text);
        const equal = references.find((reference) => read(reference) === given);
        if (equal !== undefined) return { raw: true, reason: `is ${shownAnswer(equal)}` };
        const others = references.map((reference) => shownAnswer(reference)).join(' | ');
        return { raw: false, reason: `${shownAnswer(text)}: is not ${shownAnswer(others)}` };
      },
    },
    options,
  );
}

const NORMALIZED = {
  none: (text: string) => text,
  trim: (text: string) => text.trim(),
  squad: squadText,
};
