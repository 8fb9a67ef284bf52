import type { Run, RunSummary, Sample } from '../domain/run.ts';
import type { RunDetail } from './runs.service.ts';

const listTexts = new WeakMap<RunSummary, string>();

/** A run's fields without its samples. */
export function wireRun(run: Run): object {
  return { ...wireSummary(run), metadata: run.metadata };
}

function wireSummary({ runId, experimentId, status, sampleCount, metrics, createdAt, source }: RunSummary): object {
  return {
    run_id: runId,
    experiment_id: experimentId,
    status,
    num_samples: sampleCount,
    metrics,
    created_at: createdAt,
    source,
  };
}

/** The JSON of a list. A summary never changes, its successor is another object: each is put into words once. */
export function runListJson(runs: readonly RunSummary[]): string {
  return `[${runs.map(listText).join(',')}]`;
}

function listText(run: RunSummary): string {
  let text = listTexts.get(run);
  if (text === undefined) {
    text = JSON.stringify(wireSummary(run));
    listTexts.set(run, text);
  }
  return text;
}

/** The JSON of a run, piece by piece: the samples are never in memory as a whole. */
export async function* runDetailJson({ run, samples }: RunDetail): AsyncGenerator<string> {
  const text = JSON.stringify(wireRun(run));
  if (samples === null) {
    yield text;
    return;
  }
  yield `${text.slice(0, -1)},"samples":[`;
  let separator = '';
  for await (const batch of samples) {
    yield separator + batch.map((sample) => JSON.stringify(sample satisfies Sample)).join(',');
    separator = ',';
  }
  yield ']}';
}

/** The value of a `Link` header (RFC 8288) that leads from this page of a list to the next one. */
export function nextPageLink(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
