import type { ProgrammaticMetric } from '../evaluation/metric.ts';
import { answerMetric, type AnswerOptions, referenceText, shownReference } from './answer-metric.ts';
import { type Match, numericEqual } from './numeric-equality.ts';

export type NumericMatchOptions = AnswerOptions;

/**
 * A metric: is the final answer the number in the reference? Units, separators, fractions and percent may be written
 * differently; see docs/answers.md. The reference is a number, or a text that is a single number.
 *
 * @example export const numeric_match = numericMatch();
 */
export function numericMatch(options: NumericMatchOptions = {}): ProgrammaticMetric<boolean> {
  const description = 'The final answer is the number in the reference.';
  return answerMetric({ description, readReference, compare }, options);
}

function compare(given: string, expected: string): Match {
  return numericEqual(given, expected) ?? { equal: false, why: 'is not a single number' };
}

function readReference(reference: unknown): string {
  const text = referenceText(reference);
  if (numericEqual(text, text) === null)
    throw new TypeError(`the reference ${shownReference(reference)} is not a single number`);
  return text;
}
