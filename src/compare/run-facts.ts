import type { Run, RunStatus } from '../domain/run.ts';
import { canonicalJson } from '../evaluation/canonical-json.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';

/** What of a run decides whether it can fairly be compared; `null` where nobody recorded it. */
export interface RunFacts {
  readonly runId: string;
  readonly status: RunStatus;
  readonly project: string | null;
  readonly datasetSha256: string | null;
  readonly sampleCount: number;
  readonly failedTrials: number;
  /** For each metric a text that is the same for runs that define it alike. */
  readonly metricDefinitions: ReadonlyMap<string, string>;
  /** What of the run could not be read, in sentences. */
  readonly faults: readonly string[];
}

/** Reads the facts out of what a run was made with; an import may record them under the same names. */
export function runFacts({ runId, status, sampleCount, metadata }: Run): RunFacts {
  const failed = metadata.failed_trials;
  return {
    runId,
    status,
    project: textOrNull(metadata.project),
    datasetSha256: textOrNull(metadata.dataset_sha256),
    sampleCount,
    failedTrials: typeof failed === 'number' ? failed : 0,
    metricDefinitions: definitions(metadata.metric_definitions),
    faults: Array.isArray(metadata.faults) ? metadata.faults.map(String) : [],
  };
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function definitions(value: JsonValue | undefined): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value as JsonObject).map(([metric, definition]) => [metric, canonicalJson(definition)]));
}
