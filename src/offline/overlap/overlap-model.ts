import type { JsonValue } from '../../evaluation/json.ts';
import { type CompletionRequest, ModelError } from '../../evaluation/model.ts';
import { lastUserMessage } from '../last-user-message.ts';
import { type RuleAnswer, RuleModel } from '../rule-model.ts';
import type { AnswerContent, SchemaPath } from '../schema/fill-schema.ts';
import type { NumberBounds } from '../schema/number-bounds.ts';
import { evidence, type Evidence } from './evidence.ts';
import { stringsOf, taggedText } from './tagged-text.ts';

class OverlapContent implements AnswerContent {
  readonly #evidence: Evidence;

  constructor(found: Evidence) {
    this.#evidence = found;
  }

  text(): string {
    return reasonFor(this.#evidence);
  }

  /** The options stand in order, the worst first; the best is for a share of 1 alone. */
  choice(_path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined {
    return options[Math.floor(this.#evidence.share * (options.length - 1))];
  }

  number(_path: SchemaPath, { minimum, maximum }: NumberBounds): number {
    const low = minimum ?? 0;
    return low + this.#evidence.share * ((maximum ?? low + 1) - low);
  }

  boolean(): boolean {
    return this.#evidence.share === 1;
  }
}

/**
 * Rates how much of what an answer quotes really stands in its input: the share of the quoted words of `<output>` that are
 * found in `<inputs>`. It is no language model: it reads neither the rubric nor the reference.
 */
export class OverlapModel extends RuleModel {
  protected answer(request: CompletionRequest): RuleAnswer {
    const found = evidenceIn(this.modelId, lastUserMessage(request));
    return {
      text: () => `${found.share.toFixed(2)}: ${reasonFor(found)}`,
      content: () => new OverlapContent(found),
    };
  }
}

function evidenceIn(modelId: string, prompt: string): Evidence {
  const output = taggedText(prompt, ['output', 'answer']);
  const input = taggedText(prompt, ['inputs', 'input']);
  if (output === null || input === null)
    throw new ModelError(`local:${modelId} is a judge: its prompt must hold <inputs>…</inputs> and <output>…</output>`);

  return evidence(stringsOf(output), stringsOf(input));
}

function reasonFor({ found, missing }: Evidence): string {
  const all = found.length + missing.length;
  if (all === 0) return 'The output quotes no words, so there is no evidence to look up.';
  const parts = [`${found.length} of ${all} quoted words stand in the input`];
  if (found.length > 0) parts.push(`found: ${list(found)}`);
  if (missing.length > 0) parts.push(`not found: ${list(missing)}`);
  return `${parts.join('; ')}.`;
}

function list(words: readonly string[]): string {
  return [...new Set(words)].map((word) => `"${word}"`).join(', ');
}
