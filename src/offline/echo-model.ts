import type { JsonValue } from '../evaluation/json.ts';
import type { CompletionRequest } from '../evaluation/model.ts';
import { lastUserMessage } from './marked-input.ts';
import type { OptionTable, OptionValues } from './model-options.ts';
import { hashFraction, requestText } from './request-hash.ts';
import { CHARACTERS_PER_TOKEN, type RuleAnswer, RuleModel } from './rule-model.ts';
import type { NumberBounds } from './schema/schema-keywords.ts';
import type { AnswerContent, SchemaPath } from './schema/structured-answer.ts';

/** The options of `echo` alone. */
export const ECHO_OPTIONS: OptionTable = {
  output_tokens: {
    description: 'the echoed text is cut or repeated to this many tokens of four characters',
    minimum: 1,
    maximum: 1_000_000,
    integer: true,
    default: null,
  },
};

/** Fills a schema with the text, and with choices and numbers that depend on the request and their place in the answer. */
class EchoContent implements AnswerContent {
  readonly #text: string;
  readonly #key: string;

  constructor(text: string, key: string) {
    this.#text = text;
    this.#key = key;
  }

  text(): string {
    return this.#text;
  }

  choice(path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined {
    return options[Math.floor(this.#fraction(path) * options.length)];
  }

  number(path: SchemaPath, { minimum, maximum }: NumberBounds): number {
    const low = minimum ?? (maximum === null ? 0 : maximum - 1);
    const high = maximum ?? low + 1;
    return low + this.#fraction(path) * (high - low);
  }

  boolean(path: SchemaPath): boolean {
    return this.#fraction(path) < 0.5;
  }

  #fraction(path: SchemaPath): number {
    return hashFraction(`${path.join('.')} ${this.#key}`);
  }
}

/**
 * Answers with the last user message, or with JSON that fits the schema: free strings hold that message, everything else is
 * chosen by a hash of the request. For tests and benchmarks: a call without a schema takes a few microseconds.
 */
export class EchoModel extends RuleModel {
  readonly #outputTokens: number | null;
  readonly #seed: number;

  constructor(modelId: string, options: OptionValues) {
    super(modelId);
    this.#outputTokens = options.get('output_tokens') ?? null;
    this.#seed = options.get('seed') ?? 0;
  }

  protected answer(request: CompletionRequest): RuleAnswer {
    const message = lastUserMessage(request);
    const text = this.#outputTokens === null ? message : ofLength(message, this.#outputTokens);
    return { text: () => text, content: () => new EchoContent(text, this.#key(request)) };
  }

  #key(request: CompletionRequest): string {
    return `${this.#seed} ${hashFraction(requestText(request))}`;
  }
}

function ofLength(text: string, tokens: number): string {
  const length = tokens * CHARACTERS_PER_TOKEN;
  const unit = `${text} `;
  return unit
    .repeat(Math.ceil(length / unit.length))
    .slice(0, length)
    .toWellFormed();
}
