import { programmaticMetric, type ProgrammaticMetric, type ScoringContext } from '../evaluation/metric.ts';
import { ordinal } from '../evaluation/scale.ts';
import { finalAnswer } from './final-answer.ts';
import type { Match } from './numeric-equality.ts';

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

/** What every metric about answers may be told. */
export interface AnswerOptions {
  /** What it measures, in a sentence. */
  readonly description?: string;
  /** The text in a program's output; without it a string is the text, and of an object its `answer`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may look into whatever programs return
  readonly text?: (output: any) => string;
}

/** The text in an output. Throws an error that says to give `text` where it can't know. */
export function outputText(output: unknown, { text }: AnswerOptions): string {
  const found: unknown = text === undefined ? ownText(output) : text(output);
  if (typeof found === 'string') return found;
  if (text !== undefined) throw new TypeError(`the option text must return a string, not ${typeName(found)}`);
  throw new TypeError(
    `the output is ${typeName(output)}, neither a string nor an object with an answer: give the option text, such as text: (output) => output.solution`,
  );
}

function ownText(output: unknown): unknown {
  if (typeof output === 'number') return String(output);
  if (typeof output !== 'object' || output === null || !('answer' in output)) return output;
  return typeof output.answer === 'number' ? String(output.answer) : output.answer;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** The options of a multiple-choice example. */
export interface OfferedOptions {
  /** The options, from the example's inputs; without it, `inputs.options`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may look into whatever inputs there are
  readonly options?: (inputs: any) => readonly string[];
}

/** The options that an example offers. Throws an error that says to give `options` where there is no list of two or more. */
export function offeredOptions(inputs: unknown, { options }: OfferedOptions): readonly string[] {
  const found: unknown = options === undefined ? ownOptions(inputs) : options(inputs);
  if (Array.isArray(found) && found.length > 1 && found.every((option) => typeof option === 'string')) return found;
  throw new TypeError(
    `${options === undefined ? 'inputs.options' : 'what the option options returns'} is no list of at least two texts: ` +
      'give options, such as options: (inputs) => inputs.choices',
  );
}

/** Whether an example offers options in the usual place. */
export function offersOptions(inputs: unknown): boolean {
  return Array.isArray(ownOptions(inputs));
}

function ownOptions(inputs: unknown): unknown {
  return typeof inputs === 'object' && inputs !== null && 'options' in inputs ? inputs.options : undefined;
}
