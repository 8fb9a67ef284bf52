import { JsonNumber } from '../evaluation/json-number.ts';
import { programmaticMetric, type ProgrammaticMetric, type ScoringContext } from '../evaluation/metric.ts';
import { ordinal } from '../evaluation/scale.ts';
import { finalAnswer } from './final-answer.ts';
import type { Match } from './numeric-equality.ts';
import { twoReadings } from './two-readings.ts';

/** The parts of a metric that compares a final answer with the reference. */
export interface AnswerMetric {
  /** The default description. */
  readonly description: string;
  /** The reference as text; throws if it can't be right. */
  readonly readReference: (reference: unknown) => string;
  readonly compare: (given: string, expected: string) => Match | Promise<Match>;
}

/**
 * A metric that finds the final answer in an output and compares it with the reference. An output without one scores `false`; one that is
 * the reference, letter by letter, `true` before anything is read.
 */
export function answerMetric(metric: AnswerMetric, options: AnswerOptions): ProgrammaticMetric<boolean> {
  return programmaticMetric({
    description: options.description ?? metric.description,
    scale: ordinal([false, true]),
    score: async ({ output, reference }: ScoringContext<unknown>) => {
      const expected = metric.readReference(reference);
      const text = outputText(output, options);
      if (text.trim() === expected.trim())
        return { raw: true, reason: `${shownAnswer(text.trim())}, the whole text: is the same text` };
      const found = finalAnswer(text);
      if (found === null) return { raw: false, reason: 'no answer found' };
      const { equal, why } = await metric.compare(found.text, expected);
      const readings = equal ? null : twoReadings(found.text);
      const verdict = readings === null ? why : `is unclear: ${readings[0]}, or ${readings[1]}`;
      return { raw: equal, reason: `${shownAnswer(found.text)}, ${found.rule}: ${verdict}` };
    },
  });
}

/** An answer on one line, cut at 80 characters. */
export function shownAnswer(text: string): string {
  const line = text.replace(/\s{1,100}/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/** A reference as text. Throws a `TypeError` unless it is a number or a non-empty text. */
export function referenceText(reference: unknown): string {
  if (isNumber(reference)) return String(reference);
  if (typeof reference === 'string' && reference.trim() !== '') return reference;
  throw new TypeError(`the reference must be a text or a number, not ${shownReference(reference)}`);
}

/** A reference as it is quoted in an error. */
export function shownReference(reference: unknown): string {
  return reference === undefined ? 'undefined' : shownAnswer(JSON.stringify(reference));
}

/** Options of every metric that reads answers. */
export interface AnswerOptions {
  /** What the metric measures, in one sentence. */
  readonly description?: string;
  /** Picks the text out of a program's output. By default a string is the text itself, and an object has it in `answer`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any output
  readonly text?: (output: any) => string;
}

/** The text in an output. Throws a `TypeError` that asks for the option `text` if there is none to be found. */
export function outputText(output: unknown, { text }: AnswerOptions): string {
  const found: unknown = text === undefined ? ownText(output) : text(output);
  if (typeof found === 'string') return found;
  if (text !== undefined) throw new TypeError(`the option text must return a string, not ${typeName(found)}`);
  throw new TypeError(
    `the output is ${typeName(output)}, neither a string nor an object with an answer: give the option text, such as text: (output) => output.solution`,
  );
}

function ownText(output: unknown): unknown {
  if (isNumber(output)) return String(output);
  if (typeof output !== 'object' || output === null || !('answer' in output)) return output;
  return isNumber(output.answer) ? String(output.answer) : output.answer;
}

/** A number, also one whose digits a JavaScript number can't hold. */
function isNumber(value: unknown): value is number | JsonNumber {
  return typeof value === 'number' || value instanceof JsonNumber;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** The options of a multiple-choice example. */
export interface OfferedOptions {
  /** Picks the options out of the example's inputs. Default: `inputs.options`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any inputs
  readonly options?: (inputs: any) => readonly string[];
}

/** The options that an example offers. Throws a `TypeError` that asks for `options` unless there is a list of two or more. */
export function offeredOptions(inputs: unknown, { options }: OfferedOptions): readonly string[] {
  const found: unknown = options === undefined ? ownOptions(inputs) : options(inputs);
  if (Array.isArray(found) && found.length > 1 && found.every((option) => typeof option === 'string')) return found;
  throw new TypeError(
    `${options === undefined ? 'inputs.options' : 'what the option options returns'} is not a list of at least two texts: ` +
      'give options, such as options: (inputs) => inputs.choices',
  );
}

/** Whether an example has a list in `inputs.options`. */
export function offersOptions(inputs: unknown): boolean {
  return Array.isArray(ownOptions(inputs));
}

function ownOptions(inputs: unknown): unknown {
  return typeof inputs === 'object' && inputs !== null && 'options' in inputs ? inputs.options : undefined;
}
