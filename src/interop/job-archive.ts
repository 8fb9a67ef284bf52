import type { RunStatus, SampleUsage } from '../domain/run.ts';
import { RunningAggregate } from '../evaluation/aggregate.ts';
import { exampleIdentity, trialId } from '../evaluation/trial-id.ts';
import type { Score } from './grade.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jsonFrame } from './json-document.ts';
import { jsonLines } from './json-lines.ts';
import { countOf, type Fields, fieldsOf, numberOf, textOf } from './json-fields.ts';
import { headerOf, type ReadRun, type ReadSample, sampleOf, type StatedMean } from './read-run.ts';
import { type ImportLimits, MOST_RUNS, type ResultFile } from './result-file.ts';

const MANIFEST = 'manifest.json';
const EVENTS = 'events.jsonl';
const SUMMARY = 'summary.json';

/** The folders of an archive that are jobs of Assay or promptuna: a manifest beside a log of events. */
export function jobFoldersIn(files: ReadonlyMap<string, ResultFile>): readonly string[] {
  const folders = [...files.keys()]
    .filter((name) => /(^|\/)manifest\.json$/.test(name))
    .map((name) => name.slice(0, -MANIFEST.length));
  return folders.filter((folder) => files.has(`${folder}${EVENTS}`));
}

/** The run of a job, or one for each step of a search, as its log tells it: of what was tried again, the last event counts. */
export async function jobRuns(
  files: ReadonlyMap<string, ResultFile>,
  folder: string,
  limits: ImportLimits,
): Promise<readonly ReadRun[]> {
  const manifest = fieldsOf(await documentOf(files, `${folder}${MANIFEST}`, limits));
  const { per_metric: perMetric } = fieldsOf(await documentOf(files, `${folder}${SUMMARY}`, limits));
  if (typeof manifest['job_id'] !== 'string')
    throw new ImportFaultError(`${folder}${MANIFEST}`, 'has no job_id: it is no manifest of a job');
  const log = files.get(`${folder}${EVENTS}`);
  if (log === undefined) throw new ImportFaultError(`${folder}${EVENTS}`, 'is missing');
  const scores = await stepsOf(log, limits);
  const isSearch = manifest['kind'] === 'optimize';
  if (scores.size > MOST_RUNS) throw new ImportFaultError(`${folder}${EVENTS}`, `has more than ${MOST_RUNS} steps`);
  return [...scores].map(([step, scored]) => ({
    header: jobHeader(manifest, isSearch ? step : undefined),
    stated: isSearch ? [] : statedMeans(fieldsOf(perMetric)),
    notes: [],
    hasRepeats: scored.hasRepeats,
    samples: () => stepSamples(log, step, scored, limits),
  }));
}

async function documentOf(files: ReadonlyMap<string, ResultFile>, name: string, limits: ImportLimits): Promise<unknown> {
  const file = files.get(name);
  try {
    return file && (await jsonFrame(file, [['steps']], limits));
  } catch (error) {
    throw error instanceof ImportFaultError ? error.within(name) : error;
  }
}

const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ['done', 'completed'],
  ['error', 'failed'],
  ['cancelled', 'cancelled'],
]);

function jobHeader(manifest: Fields, step: number | undefined): ReadRun['header'] {
  const {
    job_id: jobId,
    project,
    program,
    prompt,
    model,
    examples,
    dataset_sha256: digest,
    started_at: startedAt,
    kind,
    status,
  } = manifest;
  return headerOf({
    harness: typeof manifest['assay_version'] === 'string' ? 'assay' : 'promptuna',
    harnessVersion: manifest['assay_version'],
    task: project,
    model,
    arm: [textOf(program), textOf(prompt), ...(step === undefined ? [] : [`step ${step}`])]
      .filter((part) => part !== '')
      .join(' · '),
    dataset: examples,
    createdAt: startedAt,
    status: STATUSES.get(textOf(status)) ?? 'failed',
    more: { job_id: jobId, project, program, prompt, kind, dataset_sha256: digest, step_index: step },
  });
}

function statedMeans(perMetric: Fields): readonly StatedMean[] {
  const because = 'A summary averages all scorings; Assay averages over examples.';
  return Object.entries(perMetric).flatMap(([metric, given]) => {
    const value = numberOf(fieldsOf(given)['mean']);
    return value === undefined ? [] : [{ metric, value, because }];
  });
}

/** The scores of one step, by trial, without its texts. */
interface StepScores {
  /** By trial and metric the looks, each by its number. */
  readonly looks: Map<string, Map<string, Map<number, number>>>;
  /** By trial and metric why. */
  readonly reasons: Map<string, Map<string, string>>;
  /** By trial the line of its last event. */
  readonly last: Map<string, string>;
  hasRepeats: boolean;
}

async function stepsOf(log: ResultFile, limits: ImportLimits): Promise<ReadonlyMap<number, StepScores>> {
  const steps = new Map<number, StepScores>();
  const keys = new TrialKeys();
  for await (const lines of jsonLines(log, limits)) {
    for (const { value, place } of lines) {
      const { step_index: stepIndex, type, payload } = fieldsOf(value);
      if (type !== 'trial' && type !== 'scoring') continue;
      const step = countOf(stepIndex) ?? 0;
      const known: StepScores = steps.get(step) ?? { looks: new Map(), reasons: new Map(), last: new Map(), hasRepeats: false };
      steps.set(step, known);
      const fields = fieldsOf(payload);
      if (type === 'trial') {
        known.last.set(keys.ofTrial(step, fields), place);
        known.hasRepeats ||= (countOf(fields['replicate']) ?? 0) > 0;
      } else {
        addScoring(known, keys.ofScoring(step, fields), fields);
      }
    }
  }
  return steps;
}

function addScoring({ looks, reasons }: StepScores, trial: string, { metric, replicate, status, score }: Fields): void {
  const name = textOf(fieldsOf(metric)['name']);
  const value = status === 'success' ? numberOf(fieldsOf(score)['normalized']) : undefined;
  const ofTrial = looks.get(trial) ?? new Map<string, Map<number, number>>();
  const ofMetric = ofTrial.get(name) ?? new Map<number, number>();
  looks.set(trial, ofTrial.set(name, ofMetric));
  const look = countOf(replicate) ?? 0;
  if (value === undefined) ofMetric.delete(look);
  else ofMetric.set(look, value);
  const reason = fieldsOf(score)['reason'];
  if (typeof reason === 'string') reasons.set(trial, (reasons.get(trial) ?? new Map<string, string>()).set(name, reason));
}

/** Tells trials apart by their rows; in logs without them, equal rows by their order. */
class TrialKeys {
  readonly #counts = new Map<string, number>();

  ofTrial(step: number, { trial_id: id, row, replicate }: Fields): string {
    if (countOf(row) !== undefined) return JSON.stringify([id, row]);
    return this.#next(JSON.stringify([step, id]), JSON.stringify([id, replicate ?? 0]));
  }

  ofScoring(step: number, { trial_id: id, row, metric, replicate }: Fields): string {
    if (countOf(row) !== undefined) return JSON.stringify([id, row]);
    return this.#next(JSON.stringify([step, id, fieldsOf(metric)['name'], replicate ?? 0]), JSON.stringify([id]));
  }

  #next(counter: string, id: string): string {
    const nth = this.#counts.get(counter) ?? 0;
    this.#counts.set(counter, nth + 1);
    return `${JSON.stringify((JSON.parse(id) as unknown[])[0])}#${nth}`;
  }
}

async function* stepSamples(
  log: ResultFile,
  step: number,
  scored: StepScores,
  limits: ImportLimits,
): AsyncGenerator<readonly ReadSample[]> {
  const keys = new TrialKeys();
  for await (const lines of jsonLines(log, limits)) {
    const found: ReadSample[] = [];
    for (const { value, place } of lines) {
      const { step_index: stepIndex, type, payload } = fieldsOf(value);
      if (type !== 'trial' || (countOf(stepIndex) ?? 0) !== step) continue;
      const key = keys.ofTrial(step, fieldsOf(payload));
      if (scored.last.get(key) === place) found.push(trialSample(fieldsOf(payload), key, scored));
    }
    if (found.length > 0) yield found;
  }
}

function trialSample(trial: Fields, key: string, { looks, reasons }: StepScores): ReadSample {
  const { inputs, reference } = fieldsOf(trial['example']);
  const { rendered_prompt: prompt } = fieldsOf(trial['telemetry']);
  const error = fieldsOf(trial['error']);
  const answer = fieldsOf(fieldsOf(trial['telemetry'])['response']);
  const isFailed = trial['status'] === 'failed';
  return {
    ...sampleOf({
      // The id that a job of Assay with this example has, so that both align.
      id: trialId(exampleIdentity(inputs, reference), 0),
      inputs,
      response: isFailed ? answer['content'] : trial['output'],
      reference,
      scores: meansOf(looks.get(key) ?? new Map()),
      reasons: reasons.get(key) ?? new Map<string, string>(),
      error: isFailed ? { type: textOf(error['type']) || 'Error', message: textOf(error['message']) } : undefined,
      usage: usageOf(answer),
    }),
    ...(typeof prompt === 'string' && { prompt }),
  };
}

function meansOf(looks: ReadonlyMap<string, ReadonlyMap<number, number>>): ReadonlyMap<string, Score> {
  const scores = new Map<string, Score>();
  for (const [metric, values] of looks) {
    const running = new RunningAggregate();
    for (const value of values.values()) running.add(value);
    const { mean } = running.aggregate;
    if (mean !== null) scores.set(metric, { value: mean, isGrade: false });
  }
  return scores;
}

function usageOf({ input_tokens: input, output_tokens: output, latency }: Fields): SampleUsage {
  const [inputTokens, outputTokens, seconds] = [countOf(input), countOf(output), numberOf(latency)];
  return {
    ...(inputTokens !== undefined && { input_tokens: inputTokens }),
    ...(outputTokens !== undefined && { output_tokens: outputTokens }),
    ...(seconds !== undefined && { latency: seconds }),
  };
}
