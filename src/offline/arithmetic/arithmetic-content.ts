import type { JsonValue } from '../../evaluation/json.ts';
import type { AnswerContent, SchemaPath } from '../schema/fill-schema.ts';
import { fractionNumber, fractionText } from './fraction.ts';
import type { WorkedAnswer } from './worked-answer.ts';

const ANSWER_NAME = /^(?:final_?)?(?:answer|number|result|solution|total|value)$/i;

/** Fills a schema: the result where a number or an answer is wanted, the whole text in all other strings. */
export class ArithmeticContent implements AnswerContent {
  readonly #answer: WorkedAnswer;

  constructor(answer: WorkedAnswer) {
    this.#answer = answer;
  }

  text(path: SchemaPath): string {
    const { value, text } = this.#answer;
    return value !== null && ANSWER_NAME.test(path.at(-1) ?? '') ? fractionText(value) : text;
  }

  /** The option that is the result, as a number or as text. */
  choice(_path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined {
    const { value } = this.#answer;
    if (value === null) return undefined;
    return options.find((option) => typeof option !== 'object' && String(option) === fractionText(value));
  }

  number(): number {
    const { value } = this.#answer;
    return value === null ? 0 : fractionNumber(value);
  }

  /** Whether there is a result. */
  boolean(): boolean {
    return this.#answer.value !== null;
  }
}
