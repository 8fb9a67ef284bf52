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
