import { MetricError, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { ordinal } from '../../evaluation/scale.ts';
import { shownAnswer } from '../answer-metric.ts';
import { textMetric, type TextMetricOptions } from './text-metric.ts';

export interface ContainsOptions extends TextMetricOptions {
  /** Of several references: whether one of them must be in the text (the default), or all. */
  readonly mode?: 'any' | 'all';
  /** Whether case does not count. Default false. */
  readonly ignoreCase?: boolean;
}

/**
 * A metric: does the text have the reference in it, letter by letter? Throws a `MetricError` when an option can't be used.
 *
 * @example export const names_the_sources = contains({ mode: 'all', references: (reference) => reference.sources });
 */
export function contains(options: ContainsOptions = {}): ProgrammaticMetric<boolean> {
  const { mode = 'any', ignoreCase = false } = options;
  if (!['any', 'all'].includes(mode))
    throw new MetricError(`contains: mode must be 'any' or 'all', not ${JSON.stringify(mode)}`);
  const read = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  return textMetric(
    {
      description: mode === 'all' ? 'The text contains every reference.' : 'The text contains the reference.',
      scale: ordinal([false, true]),
      score: (text, references) => {
        const searched = read(text);
        const missing = references.filter((reference) => !searched.includes(read(reference)));
        const raw = mode === 'all' ? missing.length === 0 : missing.length < references.length;
        if (!raw) return { raw, reason: `lacks ${shownAnswer(missing.join(' | '))}` };
        const found = references.filter((reference) => !missing.includes(reference));
        return { raw, reason: `contains ${shownAnswer(found.join(' | '))}` };
      },
    },
    options,
  );
}
