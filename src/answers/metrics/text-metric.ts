import { JsonNumber } from '../../evaluation/json-number.ts';
import { programmaticMetric, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import type { Scale, ScaleValue } from '../../evaluation/scale.ts';
import { type AnswerOptions, outputText, shownReference } from '../answer-metric.ts';

/** Options of every metric that compares a text with the reference. */
export interface TextMetricOptions extends AnswerOptions {
  /** Picks what counts as right out of the row's reference: a text, or several of which each will do. By default the reference itself. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any reference
  readonly references?: (reference: any) => string | readonly string[];
}

/** A score and the reason for it. */
export interface ScoredText<Raw extends ScaleValue> {
  readonly raw: Raw;
  readonly reason: string;
}

/** The parts of a metric that compares a text with one or more others. */
export interface TextMetric<Raw extends ScaleValue> {
  /** The default description. */
  readonly description: string;
  readonly scale: Scale<Raw>;
  /** Whether a row may have no reference text at all. */
  readonly takesNone?: boolean;
  readonly score: (text: string, references: readonly string[]) => ScoredText<Raw>;
}

/** A metric that compares an output's text with the reference. An output or a reference without a text is a failed scoring that says so. */
export function textMetric<Raw extends ScaleValue>(
  { description, scale, takesNone, score }: TextMetric<Raw>,
  options: TextMetricOptions,
): ProgrammaticMetric<Raw> {
  return programmaticMetric<unknown, unknown, unknown, Raw>({
    description: options.description ?? description,
    scale,
    score: ({ output, reference }) => score(outputText(output, options), referenceTexts(reference, options, takesNone)),
  });
}

/** The texts of a reference, one or more. Throws a `TypeError` that asks for the option `references` if there are none to be found. */
export function referenceTexts(reference: unknown, { references }: TextMetricOptions, takesNone = false): readonly string[] {
  const found: unknown = references === undefined ? reference : references(reference);
  const texts = (Array.isArray(found) ? (found as readonly unknown[]) : [found]).map(textOf);
  if ((takesNone || texts.length > 0) && texts.every((text) => text !== null)) return texts;
  if (references !== undefined)
    throw new TypeError(`the option references must return a text or a list of texts, not ${shownReference(found)}`);
  throw new TypeError(
    `the reference ${shownReference(reference)} is neither a text nor a list of texts: give the option references, such as references: (reference) => reference.summary`,
  );
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || value instanceof JsonNumber ? String(value) : null;
}

/** The best of what a text scores against each reference, the first of equals. */
export function bestOf<Score>(
  references: readonly string[],
  score: (reference: string) => Score,
  value: (score: Score) => number,
): Score {
  const [first, ...others] = references.map(score);
  if (first === undefined) throw new TypeError('there is no reference');
  return others.reduce((best, other) => (value(other) > value(best) ? other : best), first);
}

/** A number from 0 to 1 or to 100 as a reason shows it. */
export function shownScore(value: number): string {
  return String(Number(value.toFixed(4)));
}
