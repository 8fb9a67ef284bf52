import { hash } from 'node:crypto';
import type { ImportedSample, NewRun, RunStatus, SampleUsage } from '../domain/run.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import { JsonNumber } from '../evaluation/json-number.ts';
import { isNestedDeeper } from '../evaluation/number-forms.ts';
import type { Score } from './grade.ts';
import { type Fields, fieldsOf, itemsOf, textOf } from './json-fields.ts';

/** A run as a file of another harness tells it. */
export interface ReadRun {
  readonly header: ReadHeader;
  /** What the file itself says the means are. */
  readonly stated: readonly StatedMean[];
  /** What a reader of its numbers should know, in sentences. */
  readonly notes: readonly string[];
  /** By metric the lowest and highest score that it can give, where the file says so. */
  readonly ranges?: Fields | undefined;
  /** How many samples the file says there are, where it does. */
  readonly expected?: number | undefined;
  /** Whether samples may come again under the same id. */
  readonly hasRepeats: boolean;
  /** Its samples, some at a time; they can be read once. */
  samples(): AsyncIterable<readonly ReadSample[]>;
}

/** A mean that a file states of one of its metrics. */
export interface StatedMean {
  readonly metric: string;
  readonly value: number;
  /** Why Assay's own may be another one, where that is known: a sentence. */
  readonly because?: string;
}

/** A sample whose scores still know how they were written. */
export interface ReadSample extends Omit<ImportedSample, 'scores'> {
  readonly scores: ReadonlyMap<string, Score>;
}

/** What is known of a run without its samples. */
export interface ReadHeader extends Omit<NewRun, 'runId' | 'metadata'> {
  readonly metadata: JsonObject;
}

/** How a reader says what a run is. What is empty or not known is left out. */
export interface RunWords {
  readonly harness: string;
  readonly harnessVersion?: unknown;
  readonly task: unknown;
  readonly model: unknown;
  readonly dataset?: unknown;
  readonly status?: RunStatus;
  readonly createdAt?: unknown;
  /** Of an arm: what tells it from the others. */
  readonly arm?: unknown;
  readonly more?: Fields;
}

const MOST_TEXT = 1_000;

/** The header of a run: the task is its experiment, task and model name it. */
export function headerOf(words: RunWords): ReadHeader {
  const { harness, status = 'completed', more = {} } = words;
  const task = nameOf(words.task);
  const model = nameOf(words.model);
  const parts = [task, model, nameOf(words.arm)].filter((part) => part !== undefined);
  const createdAt = timeOf(words.createdAt);
  const metadata: Record<string, JsonValue> = { harness };
  const known = { harness_version: nameOf(words.harnessVersion), task, model, dataset: nameOf(words.dataset) };
  for (const [name, value] of Object.entries(known)) if (value !== undefined) metadata[name] = value;
  if (parts.length > 0) metadata['label'] = parts.join(' · ').slice(0, MOST_TEXT);
  for (const [name, value] of Object.entries(more))
    if (value !== undefined && value !== null) metadata[name] = value as JsonValue;
  return { experimentId: task ?? 'default', status, ...(createdAt !== undefined && { createdAt }), metadata };
}

/** How a reader says what a sample is. What is not known is left out. */
export interface SampleWords {
  /** Its id in the harness; without one its inputs are its id. */
  readonly id?: unknown;
  readonly inputs: unknown;
  readonly response: unknown;
  readonly reference?: unknown;
  readonly scores: ReadonlyMap<string, Score>;
  readonly reasons?: ReadonlyMap<string, string>;
  readonly error?: { readonly type: string; readonly message: string } | undefined;
  readonly usage?: SampleUsage;
  readonly metadata?: unknown;
}

const MOST_EXAMPLE_DEPTH = 100;

/** A sample as it is kept. */
export function sampleOf(words: SampleWords): ReadSample {
  const { inputs, reference, scores, error, usage = {}, metadata } = words;
  const example: Record<string, JsonValue> = { inputs: keptValue(inputs) };
  const own = nameOf(words.id);
  if (own !== undefined) example['id'] = own;
  if (metadata !== undefined && metadata !== null) example['metadata'] = keptValue(metadata);
  const reasons = Object.fromEntries([...(words.reasons ?? [])].filter(([, text]) => text !== ''));
  return {
    id: own ?? contentId(inputs),
    prompt: promptOf(inputs),
    response: error === undefined ? textOf(words.response) : '',
    ...(reference !== undefined && reference !== null && { reference: textOf(reference) }),
    scores,
    ...(error !== undefined && { error: { type: error.type, message: error.message.slice(0, 10_000) } }),
    ...(error !== undefined && textOf(words.response) !== '' && { rawResponse: textOf(words.response) }),
    example,
    ...(Object.keys(reasons).length > 0 && { reasons }),
    ...(Object.values(usage).some((value) => value !== undefined) && { usage }),
  };
}

/** Inputs as a person reads them: messages one below another, and options with their letters. */
function promptOf(inputs: unknown): string {
  const { input, choices } = fieldsOf(inputs);
  if (input !== undefined && Array.isArray(choices) && choices.length <= LETTERS.length)
    return `${promptOf(input)}\n\n${choices.map((choice, at) => `${LETTERS[at] ?? ''}) ${textOf(choice)}`).join('\n')}`;
  const messages = itemsOf(inputs).map(fieldsOf);
  if (messages.length === 0 || !messages.every(({ role, content }) => typeof role === 'string' && content !== undefined))
    return textOf(inputs);
  const texts = messages.map(({ content }) => contentOf(content));
  return messages.length === 1
    ? (texts[0] ?? '')
    : messages.map(({ role }, at) => `${textOf(role)}: ${texts[at] ?? ''}`).join('\n\n');
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The text of a message, whose content may come in parts. */
export function contentOf(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content);
  return content.map((part) => textOf(fieldsOf(part)['text'])).join('');
}

/** The same for the same inputs. */
export function contentId(inputs: unknown): string {
  return hash('sha256', stableText(keptValue(inputs))).slice(0, 16);
}

/** JSON whose keys are sorted; what a reader put together may lack a part. */
function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, part]) => part !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, part]) => `${JSON.stringify(key)}:${stableText(part)}`).join(',')}}`;
}

/** A text that names something; `undefined` where there is none. */
export function nameOf(value: unknown): string | undefined {
  const isNumber = typeof value === 'number' || value instanceof JsonNumber;
  const text = isNumber ? JSON.stringify(value) : typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text.slice(0, MOST_TEXT).toWellFormed();
}

function keptValue(value: unknown): JsonValue {
  if (value === undefined) return null;
  return isNestedDeeper(value, MOST_EXAMPLE_DEPTH) ? 'nested too deep to be kept' : (value as JsonValue);
}

/** ISO 8601, or seconds since 1970. */
function timeOf(value: unknown): string | undefined {
  const isSeconds = typeof value === 'number' || (typeof value === 'string' && /^\d{9,11}(\.\d+)?$/.test(value));
  const text = typeof value === 'string' && /[T ]\d\d:\d\d/.test(value) ? zoned(value) : undefined;
  const ms = isSeconds ? Number(value) * 1000 : text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(ms) || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString();
}

/** A time without a zone is taken for one in UTC, so that a file means the same everywhere. */
function zoned(text: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
}
