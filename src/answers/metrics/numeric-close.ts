import { JsonNumber } from '../../evaluation/json-number.ts';
import { MetricError, programmaticMetric, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { ordinal } from '../../evaluation/scale.ts';
import { type AnswerOptions, outputText, shownAnswer, shownReference } from '../answer-metric.ts';

export interface NumericCloseOptions extends AnswerOptions {
  /** The largest difference, as a part of the larger of the two numbers. Default 1e-9. */
  readonly relative?: number;
  /** The largest difference, in the numbers' own units. Default 0. */
  readonly absolute?: number;
  /** Picks the number out of the row's reference. By default the reference itself, a number or a text that is one. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any reference
  readonly reference?: (reference: any) => unknown;
}

/** A number as JSON or a person writes it, nothing around it. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A metric: is the output the number of the reference, within a tolerance? As Python's `math.isclose`:
 * `|a − b| ≤ max(relative · max(|a|, |b|), absolute)`. The output is a number, or a text that is one and nothing else; any other text scores
 * `false`. Throws a `MetricError` when an option can't be used.
 *
 * @example export const right_to_a_cent = numericClose({ absolute: 0.005 });
 */
export function numericClose(options: NumericCloseOptions = {}): ProgrammaticMetric<boolean> {
  const { relative = 1e-9, absolute = 0 } = options;
  for (const [name, value] of Object.entries({ relative, absolute }))
    if (!(value >= 0)) throw new MetricError(`numericClose: ${name} must be a number of at least 0, not ${String(value)}`);
  return programmaticMetric<unknown, unknown, unknown, boolean>({
    description: options.description ?? 'The output is the number in the reference, within the tolerance.',
    scale: ordinal([false, true]),
    score: ({ output, reference }) => {
      const expected = expectedNumber(options.reference === undefined ? reference : options.reference(reference));
      const text = outputText(output, options);
      const given = numberOf(text);
      if (given === null) return { raw: false, reason: `${shownAnswer(text)}: is not a number` };
      const difference = Math.abs(given - expected);
      const raw = difference <= Math.max(relative * Math.max(Math.abs(given), Math.abs(expected)), absolute);
      return { raw, reason: `${given} is ${difference} from ${expected}` };
    },
  });
}

function expectedNumber(reference: unknown): number {
  const isNumber = typeof reference === 'number' || reference instanceof JsonNumber || typeof reference === 'string';
  const number = isNumber ? numberOf(String(reference)) : null;
  if (number === null) throw new TypeError(`the reference ${shownReference(reference)} is not a number`);
  return number;
}

function numberOf(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : null;
}
