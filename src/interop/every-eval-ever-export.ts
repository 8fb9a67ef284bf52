import { createHash, hash } from 'node:crypto';
import { assayVersion } from '../config/version.ts';
import { knownRange } from '../domain/known-range.ts';
import type { Run, WholeSample } from '../domain/run.ts';
import type { MetricAggregate } from '../domain/sample-query.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { fieldsOf, textOf } from './json-fields.ts';
import { choicesOf, exampleMetadata, inputsOf, type RunToExport } from './run-to-export.ts';

/** The version of both schemas (`eval.schema.json`, `instance_level_eval.schema.json`). */
const SCHEMA_VERSION = '0.3.0';

const UNKNOWN = 'unknown';

/** Stands for a score that there is none of, where a metric `has_unknown_level`. */
const NO_SCORE = -1;

/**
 * A run as an evaluation of Every Eval Ever: a result for each metric, with the interval of its mean in `uncertainty`. The file of its samples, which
 * `everyEvalEverSamples` gives, is named with its checksum.
 */
export async function* everyEvalEverExport(given: RunToExport): AsyncGenerator<string> {
  const { run, aggregate, now } = given;
  const names = namesOf(run);
  const { checksum, rows } = await digestOf(everyEvalEverSamples(given));
  const document = {
    schema_version: SCHEMA_VERSION,
    evaluation_id: names.evaluationId,
    ...(run.createdAt !== null && { evaluation_timestamp: secondsOf(run.createdAt) }),
    retrieved_timestamp: secondsOf(now),
    source_metadata: {
      source_name: 'Assay',
      source_type: 'evaluation_run',
      source_organization_name: UNKNOWN,
      evaluator_relationship: 'other',
    },
    eval_library: libraryOf(run),
    model_info: {
      name: run.model ?? UNKNOWN,
      id: names.modelId,
      ...(names.developer !== UNKNOWN && { developer: names.developer }),
      additional_details: { deployment_type: UNKNOWN, model_availability: UNKNOWN },
    },
    evaluation_results: aggregate.metrics.filter(({ mean }) => mean !== null).map((metric) => resultOf(given, names, metric)),
    detailed_evaluation_results: {
      format: 'jsonl',
      file_path: names.samplesPath,
      hash_algorithm: 'sha256',
      checksum,
      total_rows: rows,
    },
  };
  yield `${jsonText(document, 2)}\n`;
}

/** The samples of that evaluation: a line for each score of a sample; one that failed has a line for each metric, with its error. */
export async function* everyEvalEverSamples({ run, aggregate, samples }: RunToExport): AsyncGenerator<string> {
  const names = namesOf(run);
  const metrics = aggregate.metrics.filter(({ mean }) => mean !== null).map(({ metric }) => metric);
  for await (const batch of samples()) {
    const lines = batch.flatMap((sample) => linesOf(sample, metrics, run, names));
    if (lines.length > 0) yield lines.map((line) => `${jsonText(line)}\n`).join('');
  }
}

/** What the files of a run are called: the same each time. */
export function everyEvalEverFile({ runId }: Run): string {
  const digits = hash('sha256', runId);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

interface Names {
  readonly evaluation: string;
  readonly evaluationId: string;
  readonly developer: string;
  /** As Hugging Face writes it: `developer/model`. */
  readonly modelId: string;
  readonly samplesPath: string;
}

function namesOf(run: Run): Names {
  const { experimentId, model, createdAt } = run;
  const file = everyEvalEverFile(run);
  const modelId = (model ?? UNKNOWN).replace(/^([\w.-]+):/, '$1/');
  const at = modelId.indexOf('/');
  const developer = at < 1 ? UNKNOWN : modelId.slice(0, at);
  const time = createdAt === null ? UNKNOWN : secondsOf(createdAt);
  const folders = [experimentId, developer, at < 1 ? modelId : modelId.slice(at + 1)].map(fileName);
  return {
    evaluation: experimentId,
    // Runs of one model may begin in the same second.
    evaluationId: `${fileName(experimentId)}/${fileName(modelId)}/${time}-${file.slice(0, 8)}`,
    developer,
    modelId,
    samplesPath: `data/${folders.join('/')}/${file}_samples.jsonl`,
  };
}

function fileName(text: string): string {
  return (
    text
      .replaceAll(/[^\w.-]+/g, '_')
      .replace(/^\.+/, '_')
      .slice(0, 100) || '_'
  );
}

function secondsOf(time: string): string {
  return String(Date.parse(time) / 1000);
}

async function digestOf(texts: AsyncIterable<string>): Promise<{ readonly checksum: string; readonly rows: number }> {
  const digest = createHash('sha256');
  let rows = 0;
  for await (const text of texts) {
    digest.update(text);
    rows += text.split('\n').length - 1;
  }
  return { checksum: digest.digest('hex'), rows };
}

/** What made the run: of an import the harness that it names. */
function libraryOf({ source, metadata }: Run): object {
  if (source === 'job') return { name: 'assay', version: textOf(metadata['assay_version']) || assayVersion };
  return { name: textOf(metadata['harness']) || UNKNOWN, version: textOf(metadata['harness_version']) || UNKNOWN };
}

function resultOf({ run, aggregate }: RunToExport, names: Names, metric: MetricAggregate): object {
  const { description, kind } = fieldsOf(fieldsOf(run.metadata['metric_definitions'])[metric.metric]);
  const range = knownRange(run, metric.metric);
  return {
    evaluation_result_id: resultId(names, metric.metric),
    evaluation_name: names.evaluation,
    source_data: { dataset_name: run.dataset ?? names.evaluation, source_type: 'other' },
    metric_config: {
      ...(textOf(description) !== '' && { evaluation_description: textOf(description) }),
      metric_id: metric.metric,
      metric_name: metric.metric,
      lower_is_better: false,
      ...(range !== undefined && { score_type: 'continuous', min_score: range[0], max_score: range[1] }),
      ...(hasUnknownLevel(range) && { has_unknown_level: true }),
      ...(textOf(kind) !== '' && { additional_details: { kind: textOf(kind) } }),
    },
    score_details: {
      score: metric.mean,
      details: { samples: String(aggregate.samples), failed_samples: String(aggregate.failed) },
      uncertainty: uncertaintyOf(metric),
    },
  };
}

function resultId({ evaluationId }: Names, metric: string): string {
  return `${evaluationId}#${metric}`;
}

/** Whether −1 can only mean that there is no score. */
function hasUnknownLevel(range: readonly [number, number] | undefined): boolean {
  return range !== undefined && range[0] > NO_SCORE;
}

function uncertaintyOf({ sd, n, interval }: MetricAggregate): object {
  return {
    ...(sd !== null && n > 1 && { standard_error: { value: sd / Math.sqrt(n), method: 'analytic' }, standard_deviation: sd }),
    ...(interval !== null && {
      confidence_interval: {
        lower: interval[0],
        upper: interval[1],
        confidence_level: 0.95,
        method: 'of the mean over examples: Wilson score where scores are from 0 to 1, else Student’s t',
      },
    }),
    num_samples: n,
  };
}

function linesOf(sample: WholeSample, metrics: readonly string[], run: Run, names: Names): readonly object[] {
  const { scores, error } = sample;
  const scored = metrics.filter((metric) => scores[metric] !== undefined || error !== undefined);
  const shared = sampleFields(sample, names);
  return scored.map((metric) => {
    const reason = sample.reasons?.[metric];
    return {
      ...shared.before,
      evaluation_result_id: resultId(names, metric),
      ...shared.after,
      evaluation: {
        score: scores[metric] ?? NO_SCORE,
        is_correct: scores[metric] !== undefined && scores[metric] === knownRange(run, metric)?.[1],
      },
      metadata: { ...shared.metadata, ...(reason !== undefined && { reason }) },
    };
  });
}

function sampleFields(
  sample: WholeSample,
  names: Names,
): { readonly before: object; readonly after: object; readonly metadata: Readonly<Record<string, string>> } {
  const { id, prompt, response, rawResponse, reference, error, usage, replicate, cluster, tags } = sample;
  const options = choicesOf(sample);
  const raw = textOf(options?.input ?? inputsOf(sample));
  const { input_tokens: input, output_tokens: output, latency } = usage ?? {};
  const details = Object.entries(exampleMetadata(sample)).map(([name, value]) => [name, textOf(value)] as const);
  return {
    before: {
      schema_version: SCHEMA_VERSION,
      evaluation_id: names.evaluationId,
      model_id: names.modelId,
      evaluation_name: names.evaluation,
    },
    after: {
      sample_id: id,
      sample_hash: hash('sha256', raw + (reference ?? '')),
      interaction_type: 'single_turn',
      input: {
        raw,
        ...(prompt !== '' && { formatted: prompt }),
        reference: reference === undefined ? [] : [reference],
        ...(options !== undefined && { choices: options.choices }),
      },
      output: { raw: [error === undefined ? response : (rawResponse ?? '')] },
      answer_attribution: [],
      ...(input !== undefined &&
        output !== undefined && {
          token_usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
        }),
      ...(latency !== undefined && { performance: { latency_ms: latency * 1000 } }),
      ...(error !== undefined && { error: `${error.type}: ${error.message}` }),
    },
    metadata: {
      ...Object.fromEntries(details),
      ...(replicate > 0 && { replicate: String(replicate) }),
      ...(cluster !== undefined && { cluster }),
      ...(tags !== undefined && { tags: JSON.stringify(tags) }),
    },
  };
}
