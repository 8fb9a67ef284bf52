import { programmaticMetric, type ProgrammaticMetric, type ScoringContext } from '../evaluation/metric.ts';
import { ordinal } from '../evaluation/scale.ts';
import { finalAnswer } from './final-answer.ts';
import type { Match } from './match.ts';
import { type AnswerOptions, outputText } from './output-text.ts';

/** What a metric that compares a final answer with the reference is made of. */
export interface AnswerMetric {
  /** What it measures where its user does not say it better. */
  readonly description: string;
  /** The reference as a text; throws where it can't be right. */
  readonly readReference: (reference: unknown) => string;
  readonly compare: (given: string, expected: string) => Match | Promise<Match>;
}

/** A metric that finds the final answer in an output and compares it. Where there is none, the score is `false`. */
export function answerMetric(metric: AnswerMetric, options: AnswerOptions): ProgrammaticMetric<boolean> {
  return programmaticMetric({
    description: options.description ?? metric.description,
    scale: ordinal([false, true]),
    score: async ({ output, reference }: ScoringContext<unknown>) => {
      const expected = metric.readReference(reference);
      const found = finalAnswer(outputText(output, options));
      if (found === null) return { raw: false, reason: 'no answer found' };
      const { equal, why } = await metric.compare(found.text, expected);
      return { raw: equal, reason: `${shownAnswer(found.text)}, ${found.rule}: ${why}` };
    },
  });
}

/** An answer in one line of at most 80 characters. */
export function shownAnswer(text: string): string {
  const line = text.replace(/\s{1,100}/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/** A reference that is a text or a number, as text; throws for anything else. */
export function referenceText(reference: unknown): string {
  if (typeof reference === 'number') return String(reference);
  if (typeof reference === 'string' && reference.trim() !== '') return reference;
  throw new TypeError(`the reference must be a text or a number, not ${shownReference(reference)}`);
}

export function shownReference(reference: unknown): string {
  return reference === undefined ? 'undefined' : shownAnswer(JSON.stringify(reference));
}
