import type { SampleUsage } from '../domain/run.ts';
import { type Score, scoreOf } from './grade.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jsonLines } from './json-lines.ts';
import { countOf, type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { headerOf, type ReadRun, type ReadSample, sampleOf } from './read-run.ts';
import { type ImportLimits, MOST_RUNS, type ResultFile } from './result-file.ts';
import type { ReadText } from './result-text.ts';

/** Whether a document is an evaluation of Every Eval Ever (`eval.schema.json`). */
export function isEveryEvalEver(frame: Fields): boolean {
  return 'schema_version' in frame && Array.isArray(frame['evaluation_results']) && 'model_info' in frame;
}

/** Whether a line is a sample of Every Eval Ever (`instance_level_eval.schema.json`). */
export function isEveryEvalEverLine(line: Fields): boolean {
  return 'schema_version' in line && 'sample_id' in line && 'interaction_type' in line && 'evaluation_name' in line;
}

/** A run for each evaluation that is named, of aggregates and samples with the same `evaluation_id`. */
export async function everyEvalEverRuns(
  aggregates: readonly Fields[],
  samples: readonly ReadText[],
  limits: ImportLimits,
): Promise<readonly ReadRun[]> {
  const evaluations = new Map<string, Evaluation>();
  for (const aggregate of aggregates) {
    for (const result of itemsOf(aggregate['evaluation_results']).map(fieldsOf)) {
      const known = evaluationOf(evaluations, aggregate['evaluation_id'], result['evaluation_name']);
      known.aggregate = aggregate;
      known.results.push(result);
    }
  }
  for (const { file } of samples) {
    for await (const lines of jsonLines(file, limits)) {
      for (const { value } of lines) {
        const line = fieldsOf(value);
        const known = evaluationOf(evaluations, line['evaluation_id'], line['evaluation_name']);
        known.line ??= line;
        known.files.add(file);
      }
    }
  }
  return [...evaluations.values()].map((evaluation) => evaluationRun(evaluation, limits));
}

interface Evaluation {
  readonly key: string;
  readonly results: Fields[];
  readonly files: Set<ResultFile>;
  aggregate?: Fields;
  /** Its first sample. */
  line?: Fields;
}

function evaluationOf(evaluations: Map<string, Evaluation>, id: unknown, name: unknown): Evaluation {
  const key = keyOf(id, name);
  const known = evaluations.get(key) ?? { key, results: [], files: new Set<ResultFile>() };
  if (!evaluations.has(key) && evaluations.size >= MOST_RUNS)
    throw new ImportFaultError('', `has more than ${MOST_RUNS} evaluations`);
  evaluations.set(key, known);
  return known;
}

function keyOf(id: unknown, name: unknown): string {
  return JSON.stringify([id, name]);
}

function evaluationRun({ key, results, files, aggregate = {}, line = {} }: Evaluation, limits: ImportLimits): ReadRun {
  const { name, id } = fieldsOf(aggregate['model_info']);
  const library = fieldsOf(aggregate['eval_library']);
  const [first = {}] = results;
  const [, task] = JSON.parse(key) as [unknown, unknown];
  return {
    header: headerOf({
      harness: textOf(known(library['name'])) || 'every_eval_ever',
      harnessVersion: known(library['version']),
      task,
      model: id ?? name ?? line['model_id'],
      dataset: fieldsOf(first['source_data'])['dataset_name'],
      createdAt: aggregate['evaluation_timestamp'],
      more: { evaluation_id: aggregate['evaluation_id'] ?? line['evaluation_id'] },
    }),
    stated: results.flatMap((result) => {
      const value = numberOf(fieldsOf(result['score_details'])['score']);
      return value === undefined ? [] : [{ metric: metricOf(result), value }];
    }),
    notes: files.size === 0 ? ['There are no samples of this evaluation: it can’t be compared sample by sample.'] : [],
    ranges: rangesOf(results),
    hasRepeats: true,
    samples: async function* () {
      for (const file of files) yield* fileSamples(file, key, results, limits);
    },
  };
}

function known(value: unknown): unknown {
  return value === 'unknown' ? undefined : value;
}

function metricOf(result: Fields): string {
  const { metric_name: name, metric_id: id } = fieldsOf(result['metric_config']);
  return textOf(name) || textOf(id) || 'score';
}

function rangesOf(results: readonly Fields[]): Fields | undefined {
  const ranges = results.flatMap((result) => {
    const { min_score: low, max_score: high } = fieldsOf(result['metric_config']);
    return numberOf(low) === undefined || numberOf(high) === undefined ? [] : [[metricOf(result), [low, high]] as const];
  });
  return ranges.length === 0 ? undefined : Object.fromEntries(ranges);
}

async function* fileSamples(
  file: ResultFile,
  key: string,
  results: readonly Fields[],
  limits: ImportLimits,
): AsyncGenerator<readonly ReadSample[]> {
  let last: SampleLines | undefined;
  for await (const lines of jsonLines(file, limits)) {
    const found: ReadSample[] = [];
    for (const { value } of lines) {
      const line = fieldsOf(value);
      if (keyOf(line['evaluation_id'], line['evaluation_name']) !== key) continue;
      const sample = instanceSample(line, results);
      if (last !== undefined && isOfSample(line, last)) {
        last = withScores(last, line, sample);
      } else {
        if (last !== undefined) found.push(last.sample);
        last = { sample, id: line['sample_id'], results: new Set([line['evaluation_result_id']]) };
      }
    }
    if (found.length > 0) yield found;
  }
  if (last !== undefined) yield [last.sample];
}

/** A sample so far, and the results that its lines are of. */
interface SampleLines {
  readonly sample: ReadSample;
  readonly id: unknown;
  readonly results: Set<unknown>;
}

/** Whether a line says of the same sample how it did by another metric: these stand one after another. */
function isOfSample({ sample_id: id, evaluation_result_id: result }: Fields, last: SampleLines): boolean {
  return id === last.id && result !== undefined && !last.results.has(result) && !last.results.has(undefined);
}

function withScores({ sample, id, results }: SampleLines, line: Fields, { scores, reasons }: ReadSample): SampleLines {
  results.add(line['evaluation_result_id']);
  const merged = { ...sample.reasons, ...reasons };
  return {
    sample: {
      ...sample,
      scores: new Map([...sample.scores, ...scores]),
      ...(Object.keys(merged).length > 0 && { reasons: merged }),
    },
    id,
    results,
  };
}

function instanceSample(line: Fields, results: readonly Fields[]): ReadSample {
  const { sample_id: id, input, output, messages, evaluation, error, metadata, performance } = line;
  const { raw, formatted, reference, choices } = fieldsOf(input);
  const references = itemsOf(reference);
  const answers = itemsOf(fieldsOf(output)['raw']);
  const { score, is_correct: isCorrect } = fieldsOf(evaluation);
  const scores = scoresOf(line, score ?? isCorrect, results);
  const { reason, ...details } = fieldsOf(metadata);
  const [metric] = scores.keys();
  return {
    ...sampleOf({
      id,
      inputs: itemsOf(choices).length > 0 ? { input: raw, choices } : raw,
      response: answers.length === 1 ? answers[0] : answers.length > 1 ? answers : lastAnswer(messages),
      reference: references.length === 1 ? references[0] : references.length > 1 ? references : undefined,
      scores,
      reasons: new Map(metric !== undefined && typeof reason === 'string' ? [[metric, reason]] : []),
      error: typeof error === 'string' && error !== '' ? { type: 'Error', message: error } : undefined,
      usage: usageOf(fieldsOf(line['token_usage']), fieldsOf(performance)),
      metadata: metric !== undefined && typeof reason === 'string' ? details : metadata,
    }),
    ...(typeof formatted === 'string' && { prompt: formatted }),
  };
}

function scoresOf(
  { evaluation_result_id: resultId, error }: Fields,
  score: unknown,
  results: readonly Fields[],
): ReadonlyMap<string, Score> {
  const [only] = results;
  const result =
    results.find((one) => resultId !== undefined && one['evaluation_result_id'] === resultId) ??
    (results.length === 1 ? only : undefined);
  const config = fieldsOf(result?.['metric_config']);
  const isUnknown = config['has_unknown_level'] === true && score === -1;
  const read = isUnknown || (typeof error === 'string' && error !== '') ? undefined : scoreOf(score);
  return new Map(read === undefined ? [] : [[result === undefined ? 'score' : metricOf(result), read]]);
}

function lastAnswer(messages: unknown): unknown {
  return itemsOf(messages)
    .map(fieldsOf)
    .findLast(({ role }) => role === 'assistant')?.['content'];
}

function usageOf({ input_tokens: input, output_tokens: output }: Fields, { latency_ms: latencyMs }: Fields): SampleUsage {
  const [inputTokens, outputTokens, latency] = [countOf(input), countOf(output), numberOf(latencyMs)];
  return {
    ...(inputTokens !== undefined && { input_tokens: inputTokens }),
    ...(outputTokens !== undefined && { output_tokens: outputTokens }),
    ...(latency !== undefined && { latency: latency / 1000 }),
  };
}
