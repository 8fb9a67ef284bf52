import type { ProgrammaticMetric } from '../evaluation/metric.ts';
import { answerMetric, type AnswerOptions, referenceText } from './answer-metric.ts';
import { mathEqual } from './math-equality.ts';

export type MathMatchOptions = AnswerOptions;

/**
 * A metric: is the final answer the same mathematics as the reference? Both may be LaTeX, numbers or plain text; see
 * docs/answers.md.
 *
 * @example export const math_match = mathMatch({ text: (output: { solution: string }) => output.solution });
 */
export function mathMatch(options: MathMatchOptions = {}): ProgrammaticMetric<boolean> {
  const description = 'The final answer is mathematically the same as the reference.';
  return answerMetric({ description, readReference: referenceText, compare: mathEqual }, options);
}
