import { MetricError, programmaticMetric, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { ordinal } from '../../evaluation/scale.ts';
import { outputText, shownAnswer } from '../answer-metric.ts';
import { referenceTexts, type TextMetricOptions } from './text-metric.ts';

export interface RegexMatchOptions extends TextMetricOptions {
  /** The regular expression of JavaScript, the same for all rows. By default each row's reference is one. */
  readonly pattern?: RegExp | string;
  /** Flags of a pattern that is a text, such as `'i'`. */
  readonly flags?: string;
  /** Whether the whole text must match, and not only a part of it. Default false. */
  readonly whole?: boolean;
}

/**
 * A metric: does the text match a regular expression of JavaScript? Throws a `MetricError` when an option can't be used.
 *
 * @example export const has_a_date = regexMatch({ pattern: /\d{4}-\d\d-\d\d/ });
 */
export function regexMatch(options: RegexMatchOptions = {}): ProgrammaticMetric<boolean> {
  const { pattern, whole = false, flags = '' } = options;
  const fixed = pattern === undefined ? null : [fixedExpression(pattern, flags, whole)];
  return programmaticMetric<unknown, unknown, unknown, boolean>({
    description: options.description ?? `The text matches ${fixed === null ? 'the reference' : String(fixed[0])}.`,
    scale: ordinal([false, true]),
    score: ({ output, reference }) => {
      const text = outputText(output, options);
      const expressions = fixed ?? referenceTexts(reference, options).map((source) => expression(source, flags, whole));
      const found = expressions.map((regex) => regex.exec(text)).find((match) => match !== null);
      if (found !== undefined) return { raw: true, reason: `matches: ${shownAnswer(found[0])}` };
      return { raw: false, reason: `does not match ${shownAnswer(expressions.join(' | '))}` };
    },
  });
}

function fixedExpression(pattern: RegExp | string, flags: string, whole: boolean): RegExp {
  try {
    if (typeof pattern === 'string') return expression(pattern, flags, whole);
    // Without g and y, which remember where the last search ended.
    return expression(pattern.source, pattern.flags.replace(/[gy]/g, ''), whole);
  } catch (error) {
    throw new MetricError(`regexMatch: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function expression(source: string, flags: string, whole: boolean): RegExp {
  if (!whole) return new RegExp(source, flags);
  // Also with the flag m, the ends are those of the text.
  return new RegExp(`(?<![^])(?:${source})(?![^])`, flags);
}
