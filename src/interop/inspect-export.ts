import type { Run, RunStatus, WholeSample } from '../domain/run.ts';
import type { MetricAggregate } from '../domain/sample-query.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { assayVersion } from '../config/version.ts';
import { countOf, fieldsOf, itemsOf, textOf } from './json-fields.ts';
import { askedText, choicesOf, exampleMetadata, inputsOf, type RunToExport } from './run-to-export.ts';

/** The version of the log's schema (`EvalLog` of inspect_ai’s `log/_log.py`). */
const VERSION = 2;

/**
 * A run as a `.json` log of Inspect: what stands before the samples comes first, as Inspect reads headers. A metric is a scorer; its mean and standard error
 * are those over examples, and the interval is in the metadata of the mean.
 */
export async function* inspectExport(given: RunToExport): AsyncGenerator<string> {
  const { run, samples } = given;
  const model = run.model ?? 'unknown';
  const header = headerOf(given, model, await epochsOf(given));
  yield `${jsonText(header).slice(0, -1)},"samples":[`;
  let separator = '\n';
  for await (const batch of samples()) {
    yield separator + batch.map((sample) => jsonText(sampleOf(sample, model))).join(',\n');
    separator = ',\n';
  }
  yield ']}\n';
}

/** What a job was asked for, or an imported log says; else the most repeats that a sample has. */
async function epochsOf({ run: { metadata }, samples }: RunToExport): Promise<number> {
  const told = countOf(metadata['repeats']) ?? countOf(metadata['epochs']);
  if (told !== undefined) return Math.max(1, told);
  let most = 0;
  for await (const batch of samples()) for (const { replicate } of batch) most = Math.max(most, replicate);
  return most + 1;
}

function headerOf({ run, aggregate, now }: RunToExport, model: string, epochs: number): object {
  const { runId, experimentId, status, createdAt, dataset, metadata } = run;
  return {
    version: VERSION,
    status: STATUSES[status],
    eval: {
      eval_id: runId,
      run_id: runId,
      created: createdAt ?? now,
      task: textOf(metadata['task']) || experimentId,
      task_id: experimentId,
      dataset: { ...(dataset !== null && { name: dataset }), shuffled: false },
      model,
      config: { epochs, epochs_reducer: ['mean'] },
      packages: { assay: assayVersion },
      metadata: { ...metadata, ...(createdAt === null && { created_is_time_of_export: true }) },
      scorers: aggregate.metrics.map(({ metric }) => scorerOf(run, metric)),
    },
    plan: { name: 'plan', steps: [], config: {} },
    results: {
      total_samples: aggregate.samples,
      completed_samples: aggregate.samples - aggregate.failed,
      scores: aggregate.metrics.filter(({ mean }) => mean !== null).map(scoreOf),
    },
    stats: { started_at: createdAt ?? '', completed_at: textOf(metadata['finished_at']), model_usage: {} },
    ...(status === 'failed' && { error: errorOf(textOf(metadata['error']) || 'The run failed.') }),
  };
}

const STATUSES: Readonly<Record<RunStatus, string>> = {
  in_progress: 'started',
  completed: 'success',
  failed: 'error',
  cancelled: 'cancelled',
};

function scorerOf({ metadata }: Run, metric: string): object {
  const definition = fieldsOf(fieldsOf(metadata['metric_definitions'])[metric]);
  return {
    name: metric,
    metrics: [{ name: 'mean' }, { name: 'stderr' }],
    ...(definition['kind'] !== undefined && { metadata: definition }),
  };
}

function scoreOf({ metric, mean, sd, n, interval }: MetricAggregate): object {
  return {
    name: metric,
    scorer: metric,
    reducer: 'mean',
    scored_samples: n,
    params: {},
    metrics: {
      mean: {
        name: 'mean',
        value: mean,
        params: {},
        ...(interval !== null && { metadata: { confidence_interval: interval, confidence_level: 0.95 } }),
      },
      ...(sd !== null && n > 1 && { stderr: { name: 'stderr', value: sd / Math.sqrt(n), params: {} } }),
    },
  };
}

function sampleOf(sample: WholeSample, model: string): object {
  const {
    id,
    replicate,
    response,
    rawResponse,
    reference,
    scores,
    reasons = {},
    error,
    usage,
    cluster,
    tags,
    row,
    cost,
  } = sample;
  const options = choicesOf(sample);
  const asked = askedText(sample);
  const inputs = inputsOf(sample);
  const answer = error === undefined ? response : (rawResponse ?? '');
  const hasAnswer = error === undefined || answer !== '';
  const message = { role: 'assistant', content: answer, source: 'generate' };
  const { input_tokens: input, output_tokens: output, latency } = usage ?? {};
  const tokens = input !== undefined && output !== undefined ? usageOf(input, output) : undefined;
  return {
    id,
    epoch: replicate + 1,
    input: inputOf(options?.input ?? inputs, asked),
    choices: options?.choices,
    target: reference ?? '',
    messages: [{ role: 'user', content: asked, source: 'input' }, ...(hasAnswer ? [message] : [])],
    output: {
      model,
      choices: hasAnswer ? [{ message, stop_reason: 'unknown' }] : [],
      completion: answer,
      usage: tokens,
      time: latency,
      ...(error !== undefined && { error: error.message }),
    },
    scores: Object.fromEntries(
      Object.entries(scores).map(([metric, value]) => [metric, { value, explanation: reasons[metric] }]),
    ),
    metadata: {
      ...exampleMetadata(sample),
      assay: { row, cluster, tags, cost: cost ?? undefined, ...(typeof inputs !== 'string' && { inputs }) },
    },
    model_usage: tokens === undefined ? {} : { [model]: tokens },
    working_time: latency,
    ...(error !== undefined && { error: errorOf(typedMessage(error)) }),
  };
}

/** Messages as they are, where Inspect can read them; else the text that was asked. */
function inputOf(input: unknown, asked: string): unknown {
  const messages = itemsOf(input).map(fieldsOf);
  const areMessages =
    messages.length > 0 &&
    messages.every(
      ({ role, content }) => ['system', 'user', 'assistant'].includes(textOf(role)) && typeof content === 'string',
    );
  if (areMessages) return input;
  return typeof input === 'string' ? input : asked;
}

function usageOf(input: number, output: number): object {
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

/** A message that begins with its type, as Python prints errors. */
function typedMessage({ type, message }: NonNullable<WholeSample['error']>): string {
  return message.startsWith(type) ? message : `${type}: ${message}`;
}

function errorOf(message: string): object {
  return { message, traceback: '', traceback_ansi: '' };
}
