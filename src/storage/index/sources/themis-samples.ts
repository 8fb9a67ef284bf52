import { join } from 'node:path';
import type { SampleError } from '../../../domain/run.ts';
import { JsonNumber } from '../../../evaluation/json-number.ts';
import type { JsonObject, JsonValue } from '../../../evaluation/json.ts';
import { isScore } from '../../../statistics/scored-run.ts';
import type { DraftSample } from './run-draft.ts';
import type { StoredSample } from './stored-sample.ts';
import { THEMIS_FILES } from './themis-folder.ts';
import { readThemisLines } from './themis-lines.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A sample, and what its generation took. */
export type ThemisSample = Omit<DraftSample, 'offset' | 'length' | 'document'>;

interface Task {
  readonly prompt: string;
  readonly datasetId: string | undefined;
  readonly example: JsonObject;
}

interface GenerationRecord extends Omit<ThemisSample, 'sample'> {
  readonly taskKey: string;
  readonly response: string;
  readonly error: SampleError | undefined;
}

interface Evaluation {
  readonly taskKey: string;
  readonly sampleId: string | undefined;
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * The samples of a run that Themis wrote: a record with its task's prompt and its scores, in the order of the records; then
 * evaluations that have no record. What can't be read is named in `faults` before the first comes.
 */
export async function* readThemisSamples(folder: string, faults: string[]): AsyncGenerator<ThemisSample> {
  const tasks = new Map<string, Task>();
  const records = new Map<string, GenerationRecord>();
  const evaluations = new Map<string, Evaluation>();
  const invalid = new Set<string>();
  const read = (file: keyof typeof THEMIS_FILES, take: (fields: Fields) => void): Promise<void> =>
    readThemisLines(join(folder, THEMIS_FILES[file]), `${file}.jsonl`, take, faults);
  await read('tasks', (line) => put(tasks, text(line.task_key), taskOf(fields(line.task))));
  await read('records', (line) => put(records, text(line.cache_key) ?? text(line.task_key), recordOf(line)));
  await read('evaluation', (line) => put(evaluations, text(line.cache_key), evaluationOf(line, invalid)));
  if (invalid.size > 0)
    faults.push(`evaluation.jsonl: ${invalid.size === 1 ? '1 score is' : `${invalid.size} scores are`} no number and left out`);

  yield* joined(tasks, records, evaluations);
}

function* joined(
  tasks: ReadonlyMap<string, Task>,
  records: ReadonlyMap<string, GenerationRecord>,
  evaluations: ReadonlyMap<string, Evaluation>,
): Generator<ThemisSample> {
  const byTask = Map.groupBy(evaluations.values(), ({ taskKey }) => taskKey);
  const recorded = new Set([...records.values()].map(({ taskKey }) => taskKey));
  const loose = [...evaluations.values()].filter(({ taskKey }) => !recorded.has(taskKey));
  const bySample = Map.groupBy(loose, ({ sampleId }) => sampleId);
  const met = new Set<Evaluation>();
  for (const { taskKey, response, error, ...usage } of records.values()) {
    const task = tasks.get(taskKey);
    const found = byTask.get(taskKey) ?? (task?.datasetId === undefined ? undefined : bySample.get(task.datasetId)) ?? [];
    for (const evaluation of found) met.add(evaluation);
    const id = found.at(-1)?.sampleId ?? task?.datasetId ?? taskKey;
    yield { sample: sampleOf(id, task, { response, error }, found), ...usage };
  }
  for (const found of loose) {
    if (met.has(found)) continue;
    const answer = { response: '', error: undefined };
    yield { sample: sampleOf(found.sampleId ?? found.taskKey, tasks.get(found.taskKey), answer, [found]) };
  }
}

function sampleOf(
  id: string,
  task: Task | undefined,
  { response, error }: Pick<GenerationRecord, 'response' | 'error'>,
  evaluations: readonly Evaluation[],
): StoredSample {
  const scores = Object.fromEntries(evaluations.flatMap((evaluation) => Object.entries(evaluation.scores)));
  return {
    id,
    prompt: task?.prompt ?? '',
    response,
    scores,
    ...(error === undefined ? {} : { error }),
    ...(task === undefined ? {} : { example: task.example, ...labelsOf(task.example) }),
  };
}

/** A dataset that Themis ran may say in its metadata what slices and clusters are made by. */
function labelsOf({ metadata }: JsonObject): Pick<StoredSample, 'tags' | 'cluster'> {
  const { tags, cluster } = fields(metadata);
  const isList = Array.isArray(tags) && tags.length > 0 && tags.every((tag) => typeof tag === 'string');
  return { ...(isList ? { tags: tags } : {}), ...(typeof cluster === 'string' ? { cluster } : {}) };
}

function taskOf(task: Fields): Task {
  const metadata = fields(task.metadata) as JsonObject;
  const reference = fields(task.reference).value as JsonValue | undefined;
  return {
    prompt: text(fields(task.prompt).text) ?? '',
    datasetId: text(metadata.dataset_id),
    example: { inputs: metadata, metadata, reference: reference ?? null },
  };
}

function recordOf(line: Fields): GenerationRecord {
  const output = text(fields(line.output).text);
  const { prompt_tokens: inputTokens, response_tokens: outputTokens, generation_time_ms: timeMs } = fields(line.metrics);
  return {
    taskKey: text(line.task_key) ?? text(line.cache_key) ?? '',
    response: output ?? '',
    error: output === undefined ? errorOf(line.error) : undefined,
    inputTokens: isAmount(inputTokens) ? Math.round(inputTokens) : null,
    outputTokens: isAmount(outputTokens) ? Math.round(outputTokens) : null,
    latency: isAmount(timeMs) ? timeMs / 1000 : null,
  };
}

/** Why a generation has no output; `undefined` where it says nothing of an error. */
function errorOf(value: unknown): SampleError | undefined {
  if (value === null || value === undefined) return undefined;
  const { kind, type, message } = fields(value);
  return { type: text(kind) ?? text(type) ?? 'Error', message: text(message) ?? text(value) ?? JSON.stringify(value) };
}

/** Takes note, as `key metric`, of scores that are none. */
function evaluationOf(line: Fields, invalid: Set<string>): Evaluation {
  const key = text(line.cache_key) ?? '';
  const evaluation = fields(line.evaluation);
  const scores: [string, number][] = [];
  for (const score of Array.isArray(evaluation.scores) ? (evaluation.scores as unknown[]).map(fields) : []) {
    const name = text(score.metric_name);
    const value = typeof score.value === 'boolean' || isNumber(score.value) ? Number(score.value) : score.value;
    if (name === undefined) continue;
    if (isScore(value)) scores.push([name, value]);
    else invalid.add(`${key} ${name}`);
  }
  const end = key.lastIndexOf('::eval:');
  return {
    taskKey: end < 0 ? key : key.slice(0, end),
    sampleId: text(evaluation.sample_id),
    scores: Object.fromEntries(scores),
  };
}

function put<Value>(map: Map<string, Value>, key: string | undefined, value: Value): void {
  if (key !== undefined) map.set(key, value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : isNumber(value) ? String(value) : undefined;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** A number, also one whose digits a JavaScript number can't hold, such as an id. */
function isNumber(value: unknown): value is number | JsonNumber {
  return typeof value === 'number' || value instanceof JsonNumber;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
