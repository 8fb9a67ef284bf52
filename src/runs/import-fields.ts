import {
  type ImportedSample,
  type NewRun,
  RUN_STATUSES,
  type RunStatus,
  type SampleError,
  type SampleUsage,
} from '../domain/run.ts';
import { JsonNumber } from '../evaluation/json-number.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { isScore } from '../statistics/scored-run.ts';

const MAX_METRICS = 1000;
const MAX_TAGS = 1000;
const MAX_RUN_ID = 200;
const MAX_TEXT = 1000;
const MAX_DEPTH = 64;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** What an import says about its run. Throws an `ImportError`. */
export function importHeader(value: unknown): NewRun {
  const header = objectFields(value, '');
  const { run_id: runId, experiment_id: experimentId, created_at: createdAt, metadata } = header;
  return {
    ...(runId === undefined ? {} : { runId: runIdField(runId) }),
    experimentId: experimentId === undefined ? 'default' : textField(experimentId, 'experiment_id', MAX_TEXT),
    status: statusField(header.status),
    ...(createdAt === undefined ? {} : { createdAt: timeField(createdAt) }),
    metadata: metadata === undefined ? {} : documentField(metadata, 'metadata'),
  };
}

function runIdField(value: unknown): string {
  const runId = textField(value, 'run_id', MAX_RUN_ID);
  if (/\p{Cc}/u.test(runId)) throw new ImportError('run_id', 'must have no control characters');
  if (runId === '*') throw new ImportError('run_id', 'must not be *, which stands for every run');
  if (runId === '.' || runId === '..') throw new ImportError('run_id', 'must be more than dots, which no address can hold');
  return runId;
}

function statusField(value: unknown): RunStatus {
  const status = value === undefined ? 'completed' : RUN_STATUSES.find((known) => known === value);
  if (status !== undefined) return status;
  throw new ImportError('status', `must be one of ${RUN_STATUSES.join(', ')}; ${shownValue(value)}`);
}

function timeField(value: unknown): string {
  const time = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new ImportError(
    'created_at',
    `must be an ISO 8601 time with a zone, such as 2026-11-22T09:00:00Z; ${shownValue(value)}`,
  );
}

function documentField(value: unknown, path: string): JsonObject {
  const document = objectFields(value, path) as JsonObject;
  if (depthOf(document) > MAX_DEPTH) throw new ImportError(path, `must be nested at most ${MAX_DEPTH} levels deep`);
  return document;
}

/** Without recursion, which could overflow the stack. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  for (; level.length > 0 && depth <= MAX_DEPTH; depth += 1)
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));

  return depth - 1;
}

/** A sample of an import. Throws an `ImportError`. */
export function importSample(value: unknown): ImportedSample {
  const fields = objectFields(value, '');
  const { id, prompt, response, reference, scores, cluster, tags, error, raw_response: rawResponse, example, reasons } = fields;
  const usage = usageOf(fields);
  return {
    id: textField(id, 'id', MAX_TEXT),
    prompt: promptField(prompt),
    response: response === undefined ? '' : valueField(response, 'response'),
    ...(reference === undefined || reference === null ? {} : { reference: valueField(reference, 'reference') }),
    scores: scoresField(scores),
    ...(cluster === undefined || cluster === null ? {} : { cluster: textField(cluster, 'cluster', MAX_TEXT) }),
    ...(tags === undefined || tags === null ? {} : { tags: tagsField(tags) }),
    ...(error === undefined || error === null ? {} : { error: errorField(error) }),
    ...(rawResponse === undefined || rawResponse === null ? {} : { rawResponse: valueField(rawResponse, 'raw_response') }),
    ...(example === undefined || example === null ? {} : { example: documentField(example, 'example') }),
    ...(reasons === undefined || reasons === null ? {} : { reasons: reasonsField(reasons) }),
    ...(Object.keys(usage).length === 0 ? {} : { usage }),
  };
}

/** An error as it is, or its message alone. */
function errorField(value: unknown): SampleError {
  if (typeof value === 'string') return { type: 'Error', message: value };
  const { type = 'Error', message = '' } = objectFields(value, 'error');
  if (typeof message !== 'string') throw new ImportError('error.message', `must be a string; ${shownValue(message)}`);
  return { type: textField(type, 'error.type', MAX_TEXT), message };
}

function reasonsField(value: unknown): Readonly<Record<string, string>> {
  const reasons = Object.entries(objectFields(value, 'reasons'));
  if (reasons.length > MAX_METRICS)
    throw new ImportError('reasons', `must be of at most ${MAX_METRICS} metrics; there are ${reasons.length}`);
  return Object.fromEntries(
    reasons.map(([name, text]) => {
      if (typeof text !== 'string') throw new ImportError(`reasons.${name}`, `must be a string; ${shownValue(text)}`);
      return [textField(name, 'reasons', MAX_TEXT), text];
    }),
  );
}

function usageOf(fields: Readonly<Record<string, unknown>>): SampleUsage {
  const [input, output, latency] = ['input_tokens', 'output_tokens', 'latency'].map((name) => amountField(fields[name], name));
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(latency !== undefined && { latency }),
  };
}

/** Tokens are whole, seconds need not be. */
function amountField(given: unknown, name: string): number | undefined {
  if (given === undefined || given === null) return undefined;
  const value = given instanceof JsonNumber ? Number(given) : given;
  const isAmount = isScore(value) && value >= 0 && (name === 'latency' || Number.isSafeInteger(value));
  if (isAmount) return value;
  throw new ImportError(
    name,
    `must be ${name === 'latency' ? 'a number' : 'a whole number'} of 0 or more; ${shownValue(value)}`,
  );
}

function tagsField(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new ImportError('tags', `must be a list of strings; ${shownValue(value)}`);
  if (value.length > MAX_TAGS) throw new ImportError('tags', `must be at most ${MAX_TAGS}; there are ${value.length}`);
  return [...new Set(value.map((tag, at) => textField(tag, `tags[${at}]`, MAX_TEXT)))];
}

function promptField(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new ImportError('prompt', `must be a string; ${shownValue(value)}`);
}

/** Text as it is, anything else as its JSON. */
function valueField(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    throw new ImportError(path, 'is nested too deep');
  }
}

function scoresField(value: unknown): Record<string, number> {
  const given = objectFields(value, 'scores');
  const names = Object.keys(given);
  if (names.length > MAX_METRICS)
    throw new ImportError('scores', `must have at most ${MAX_METRICS} metrics; it has ${names.length}`);
  return Object.fromEntries(names.map((name) => [textField(name, 'scores', MAX_TEXT), scoreField(name, given[name])]));
}

function scoreField(name: string, given: unknown): number {
  const value = typeof given === 'boolean' || given instanceof JsonNumber ? Number(given) : given;
  if (isScore(value)) return value;
  throw new ImportError(`scores.${name}`, `must be a finite number or a boolean; ${shownValue(value)}`);
}

/** What is wrong with a field of an import. The caller adds where in the body the field is. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  /** Such as `scores.accuracy`; empty for the whole. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** What a value is, in a few words. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'it is missing';
  const text = JSON.stringify(value) as string | undefined;
  return `it is ${text === undefined ? typeof value : text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** The fields of a JSON object; a fault for anything else. */
export function objectFields(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw new ImportError(path, `must be a JSON object; ${shownValue(value)}`);
}

/** A string of 1 to `maxLength` characters, whole ones; a fault for anything else. */
export function textField(value: unknown, path: string, maxLength: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength && value.isWellFormed()) return value;
  throw new ImportError(path, `must be a non-empty string of at most ${maxLength} characters; ${shownValue(value)}`);
}
