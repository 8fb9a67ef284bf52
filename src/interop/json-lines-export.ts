import { knownRange } from '../domain/known-range.ts';
import type { Run, WholeSample } from '../domain/run.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { jsonText } from '../evaluation/json-text.ts';
import type { RunToExport } from './run-to-export.ts';

/**
 * A run as JSON lines, as `POST /api/runs` takes them: the header, then a sample a line with all that is known of it. Importing them gives
 * the same run again.
 */
export async function* jsonLinesExport({ run, samples }: RunToExport): AsyncGenerator<string> {
  yield `${jsonText(headerOf(run))}\n`;
  for await (const batch of samples()) yield batch.map((sample) => `${jsonText(lineOf(sample))}\n`).join('');
}

function headerOf(run: Run): JsonObject {
  const { runId, experimentId, status, createdAt } = run;
  return {
    run_id: runId,
    experiment_id: experimentId,
    status,
    ...(createdAt !== null && { created_at: createdAt }),
    metadata: metadataOf(run),
  };
}

/** An import has said all itself; of another run what Assay knows is said, so that it still holds where nobody knows the run. */
function metadataOf(run: Run): JsonObject {
  const { source, name, runId, metadata, metrics } = run;
  if (source === 'import') return metadata;
  const ranges = Object.keys(metrics).flatMap((metric) => {
    const range = knownRange(run, metric);
    return range === undefined ? [] : [[metric, [...range]] as const];
  });
  return {
    ...metadata,
    ...(metadata['label'] === undefined && name !== runId && { label: name }),
    ...(ranges.length > 0 && { metric_ranges: Object.fromEntries(ranges) }),
  };
}

function lineOf(sample: WholeSample): object {
  const { id, prompt, response, reference, scores, cluster, tags, error, rawResponse, example, reasons, usage } = sample;
  return {
    id,
    prompt,
    response,
    reference,
    scores,
    cluster,
    tags,
    error,
    raw_response: rawResponse,
    example,
    reasons,
    ...usage,
  };
}
