import type { JsonValue } from '../evaluation/json.ts';
import { type CompletionRequest, ModelRequestError } from '../evaluation/model.ts';
import { tokens } from './lexicon/tokens.ts';
import { lastUserMessage } from './marked-input.ts';
import { type RuleAnswer, RuleModel } from './rule-model.ts';
import type { NumberBounds } from './schema/schema-keywords.ts';
import type { AnswerContent, SchemaPath } from './schema/structured-answer.ts';

const QUOTED = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|`([^`]+)`|(?<!\p{L})['‘]([^'’]+)['’](?!\p{L})/gu;

class OverlapContent implements AnswerContent {
  readonly #evidence: Evidence;

  constructor(found: Evidence) {
    this.#evidence = found;
  }

  text(): string {
    return reasonFor(this.#evidence);
  }

  /** The options are in order, the worst first; the best is for a share of 1 only. */
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
 * Rates how much of what an answer quotes really is in its input: the share of the words quoted in `<output>` that are found in
 * `<inputs>`. It is not a language model: it reads neither the rubric nor the reference.
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
  const output = lastTagged(prompt, ['output', 'answer']);
  const input = lastTagged(prompt, ['inputs', 'input']);
  if (output === null || input === null)
    throw new ModelRequestError(`local:${modelId} is a judge: its prompt must hold <inputs>…</inputs> and <output>…</output>`);

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

/** How much of what an answer quotes is in the input. */
interface Evidence {
  readonly found: readonly string[];
  readonly missing: readonly string[];
  /** Quoted words found ÷ quoted words; 0 if nothing is quoted. */
  readonly share: number;
}

/**
 * Looks up the words that the answer's strings quote among the input's words. Every word counts, case does not matter; a passage
 * that is in the input as a whole counts with all its words.
 */
function evidence(answer: readonly string[], input: readonly string[]): Evidence {
  const haystack = plain(input.join('\n'));
  const known = new Set(words(haystack));
  const found: string[] = [];
  const missing: string[] = [];
  for (const passage of quotedPassages(answer)) {
    const whole = haystack.includes(plain(passage));
    for (const word of words(passage)) (whole || known.has(word) ? found : missing).push(word);
  }
  const all = found.length + missing.length;
  return { found, missing, share: all === 0 ? 0 : found.length / all };
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('’', "'");
}

function words(text: string): string[] {
  return tokens(text)
    .map(({ word }) => word)
    .filter((word) => word !== '');
}

function quotedPassages(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(QUOTED)].map((match) => match.slice(1).join('')));
}

/** The strings in a region: those in its JSON if it is a JSON object or list, else the region itself. */
function stringsOf(region: string): readonly string[] {
  if (!/^[[{]/.test(region)) return [region];
  try {
    return strings(JSON.parse(region) as JsonValue);
  } catch {
    return [region];
  }
}

function strings(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part: JsonValue) => strings(part));
}

/**
 * The text in the last pair of tags with one of the names (`<inputs>…</inputs>`), trying the names in order; `null` if there is no
 * such pair.
 */
function lastTagged(prompt: string, names: readonly string[]): string | null {
  for (const name of names) {
    const end = prompt.lastIndexOf(`</${name}>`);
    const start = end < 0 ? -1 : prompt.lastIndexOf(`<${name}>`, end);
    if (start >= 0) return prompt.slice(start + name.length + 2, end).trim();
  }
  return null;
}
