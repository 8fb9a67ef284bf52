import type { Run, WholeSample } from '../domain/run.ts';
import type { SampleAggregate } from '../domain/sample-query.ts';
import type { JsonValue } from '../evaluation/json.ts';
import { fieldsOf, textOf } from './json-fields.ts';

/** A run with what its export says. */
export interface RunToExport {
  readonly run: Run;
  /** Of all its samples. */
  readonly aggregate: SampleAggregate;
  /** When it is exported, ISO 8601. */
  readonly now: string;
  /** Its samples from the first on, each time that it is called. */
  readonly samples: () => AsyncIterable<readonly WholeSample[]>;
}

/** The inputs of a sample: those of its example, else what was asked. */
export function inputsOf({ example, prompt }: WholeSample): JsonValue {
  return example?.['inputs'] ?? prompt;
}

/** What is known of the example beside inputs and reference. */
export function exampleMetadata({ example }: WholeSample): Readonly<Record<string, unknown>> {
  return fieldsOf(example?.['metadata']);
}

/** What was asked: the prompt, or the inputs where that is not known. */
export function askedText(sample: WholeSample): string {
  return sample.prompt === '' ? textOf(inputsOf(sample)) : sample.prompt;
}

/** Options of a question, and the question without them, where its inputs have them. */
export function choicesOf(sample: WholeSample): { readonly input: unknown; readonly choices: readonly string[] } | undefined {
  const { input, choices } = fieldsOf(inputsOf(sample));
  const areTexts = Array.isArray(choices) && choices.length > 0 && choices.every((choice) => typeof choice === 'string');
  return input === undefined || !areTexts ? undefined : { input, choices: choices };
}
