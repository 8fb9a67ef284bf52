import type { RunStatus, SampleUsage } from '../domain/run.ts';
import { type Score, scoreOf } from './grade.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jsonElements, jsonFrame } from './json-document.ts';
import type { JsonPath } from './json-scanner.ts';
import { countOf, type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { contentOf, headerOf, type ReadRun, type ReadSample, sampleOf, type StatedMean } from './read-run.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';

const HEADER = 'header.json';
const START = '_journal/start.json';
const SAMPLE = /^samples\/.*_epoch_\d+\.json$/;

/** What of a sample's file can be large and is not kept. */
const LEFT_OF_SAMPLE: readonly JsonPath[] = [
  ['messages'],
  ['events'],
  ['store'],
  ['events_data'],
  ['message_pool'],
  ['call_pool'],
  ['timelines'],
];

const BATCH = 64;

/** Metrics of Inspect that are means of the scores. */
const MEANS: readonly string[] = ['accuracy', 'mean'];

/** Whether an archive is a log of Inspect. */
export function isInspectArchive(files: ReadonlyMap<string, ResultFile>): boolean {
  return files.has(HEADER) || files.has(START);
}

/** Whether a JSON document, without its samples, is a log of Inspect. */
export function isInspectLog(frame: Fields): boolean {
  const { task, model } = fieldsOf(frame['eval']);
  return typeof task === 'string' && typeof model === 'string' && typeof frame['status'] === 'string';
}

/**
 * The run in an `.eval` log of Inspect (`EvalLog` and `EvalSample` of its `log/_log.py`): a header, and a file a sample, of which those
 * that were written last count.
 */
export async function inspectArchive(files: ReadonlyMap<string, ResultFile>, limits: ImportLimits): Promise<ReadRun> {
  const headerFile = files.get(HEADER) ?? files.get(START);
  if (headerFile === undefined) throw new ImportFaultError(HEADER, 'is missing');
  const header = fieldsOf(await inFile(headerFile, () => jsonFrame(headerFile, [], limits)));
  const samples = [...files.values()].filter(({ name }) => SAMPLE.test(name));
  return inspectRun(header, () => archivedSamples(samples, limits));
}

/** The run in a `.json` log of Inspect, whose frame was read before. */
export function inspectLog(file: ResultFile, frame: Fields, limits: ImportLimits): ReadRun {
  return inspectRun(frame, async function* () {
    for await (const elements of jsonElements(file, ['samples'], limits))
      yield elements.map(({ value, place }) => ({ fields: fieldsOf(value), place }));
  });
}

interface PlacedFields {
  readonly fields: Fields;
  readonly place: string;
}

async function* archivedSamples(files: readonly ResultFile[], limits: ImportLimits): AsyncGenerator<readonly PlacedFields[]> {
  let batch: PlacedFields[] = [];
  for (const file of files) {
    const frame = await inFile(file, () => jsonFrame(file, LEFT_OF_SAMPLE, limits));
    batch.push({ fields: fieldsOf(frame), place: file.name });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function inFile<Result>(file: ResultFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ImportFaultError && !error.place.startsWith(file.name) ? error.within(file.name) : error;
  }
}

function inspectRun(log: Fields, batches: () => AsyncIterable<readonly PlacedFields[]>): ReadRun {
  const { task, model, dataset, created, config, packages, run_id: runId, task_version: taskVersion } = fieldsOf(log['eval']);
  const epochs = countOf(fieldsOf(config)['epochs']) ?? 1;
  const names = new MetricNames(log);
  const { name, location } = fieldsOf(dataset);
  return {
    header: headerOf({
      harness: 'inspect_ai',
      harnessVersion: fieldsOf(packages)['inspect_ai'],
      task,
      model,
      dataset: name ?? location,
      status: STATUSES.get(textOf(log['status'])) ?? 'failed',
      createdAt: created,
      more: { inspect_run_id: runId, task_version: taskVersion, epochs: epochs > 1 ? epochs : undefined },
    }),
    stated: statedMeans(log, names),
    notes: notesOf(log),
    expected: countOf(fieldsOf(log['results'])['completed_samples']),
    hasRepeats: epochs > 1,
    samples: async function* () {
      for await (const samples of batches()) yield samples.map((sample) => inspectSample(sample, names));
    },
  };
}

const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ['success', 'completed'],
  ['error', 'failed'],
  ['cancelled', 'cancelled'],
]);

function notesOf(log: Fields): readonly string[] {
  const { total_samples: total, completed_samples: completed } = fieldsOf(log['results']);
  const notes: string[] = [];
  if (log['status'] === 'started') notes.push('The log was written while its evaluation ran: it may not have all samples.');
  if (log['status'] === 'error')
    notes.push(`The evaluation ended with an error: ${textOf(fieldsOf(log['error'])['message']).slice(0, 300)}`);
  if (numberOf(total) !== undefined && numberOf(completed) !== undefined && Number(completed) < Number(total))
    notes.push(`Inspect completed ${textOf(completed)} of ${textOf(total)} samples.`);
  return notes;
}

/** What the metrics of a log are called: by their scorer, or by scorer and key where a scorer gives several. */
class MetricNames {
  readonly #scorers: ReadonlySet<string>;

  constructor(log: Fields) {
    this.#scorers = new Set(itemsOf(fieldsOf(log['results'])['scores']).map((score) => textOf(fieldsOf(score)['scorer'])));
  }

  /** A scorer's only score keeps the scorer's name; one of several is called by its key too. */
  of(scorer: string, key?: string): string {
    if (key === undefined || key === scorer) return scorer;
    return this.#scorers.size <= 1 ? key : `${scorer}/${key}`;
  }
}

function statedMeans(log: Fields, names: MetricNames): readonly StatedMean[] {
  return itemsOf(fieldsOf(log['results'])['scores']).flatMap((score) => {
    const { name, scorer, metrics, reducer } = fieldsOf(score);
    const found = Object.values(fieldsOf(metrics)).map(fieldsOf);
    const mean = found.find((metric) => MEANS.includes(textOf(metric['name']).replace(/^.*\//, '')));
    const value = numberOf(mean?.['value']);
    if (value === undefined) return [];
    const isMean = reducer === undefined || reducer === null || reducer === 'mean';
    const metric = names.of(textOf(scorer), textOf(name));
    return [
      { metric, value, ...(!isMean && { because: `Inspect reduced the epochs by ${textOf(reducer)}; Assay averages them.` }) },
    ];
  });
}

function inspectSample({ fields, place }: PlacedFields, names: MetricNames): ReadSample {
  const { id, epoch, input, target, choices, output, scores, error, metadata, attachments } = fields;
  if (id === undefined) throw new ImportFaultError(place, 'has no id: it is no sample of an Inspect log');
  const { values, reasons } = scoresOf(fieldsOf(scores ?? {}), names);
  const resolved = withAttachments(input, fieldsOf(attachments));
  return sampleOf({
    id,
    inputs: itemsOf(choices).length > 0 ? { input: resolved, choices } : resolved,
    response: withAttachments(completionOf(fieldsOf(output)), fieldsOf(attachments)),
    reference: target === '' ? undefined : target,
    scores: values,
    reasons,
    error: errorOf(error),
    usage: usageOf(fields),
    metadata: { ...fieldsOf(metadata), ...(typeof epoch === 'number' && epoch > 1 ? { epoch } : {}) },
  });
}

function scoresOf(
  scores: Fields,
  names: MetricNames,
): { readonly values: ReadonlyMap<string, Score>; readonly reasons: ReadonlyMap<string, string> } {
  const values = new Map<string, Score>();
  const reasons = new Map<string, string>();
  for (const [scorer, given] of Object.entries(scores)) {
    const { value, explanation } = fieldsOf(given);
    const isKeyed = typeof value === 'object' && value !== null && !Array.isArray(value);
    const found = isKeyed
      ? Object.entries(value).map(([key, one]) => [names.of(scorer, key), one] as const)
      : [[names.of(scorer), value] as const];
    for (const [name, one] of found) {
      const score = scoreOf(one);
      if (score !== undefined) values.set(name, score);
      if (typeof explanation === 'string') reasons.set(name, explanation);
    }
  }
  return { values, reasons };
}

function errorOf(error: unknown): { readonly type: string; readonly message: string } | undefined {
  const { message } = fieldsOf(error);
  if (typeof message !== 'string') return undefined;
  return { type: /^([A-Za-z_]\w*(?:Error|Exception))\b/.exec(message)?.[1] ?? 'Error', message };
}

function usageOf({ model_usage: used, working_time: working, total_time: total }: Fields): SampleUsage {
  const models = Object.values(fieldsOf(used)).map(fieldsOf);
  const sum = (name: string): number | undefined =>
    models.length === 0 ? undefined : models.reduce((tokens, model) => tokens + (countOf(model[name]) ?? 0), 0);
  const [input, output, latency] = [sum('input_tokens'), sum('output_tokens'), numberOf(working) ?? numberOf(total)];
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(latency !== undefined && { latency }),
  };
}

/** The text of the first choice, as `ModelOutput.completion` has it. */
function completionOf({ completion, choices }: Fields): unknown {
  if (typeof completion === 'string' && completion !== '') return completion;
  const { content } = fieldsOf(fieldsOf(itemsOf(choices)[0])['message']);
  return contentOf(content);
}

const ATTACHMENT = /^attachment:\/\/([0-9a-f]{32})$/;

/** Texts that stand in the sample's attachments, put back in their places. */
function withAttachments(value: unknown, attachments: Fields, depth = 0): unknown {
  if (typeof value === 'string') {
    const name = ATTACHMENT.exec(value)?.[1];
    return name === undefined ? value : (attachments[name] ?? value);
  }
  if (typeof value !== 'object' || value === null || depth > 20) return value;
  if (Array.isArray(value)) return value.map((item) => withAttachments(item, attachments, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withAttachments(item, attachments, depth + 1)]));
}
