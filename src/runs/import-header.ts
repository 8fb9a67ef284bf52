import { RUN_STATUSES, type NewRun, type RunStatus } from '../domain/run.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { ImportError, objectFields, shownValue, textField } from './import-fault.ts';

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
    metadata: metadata === undefined ? {} : metadataField(metadata),
  };
}

function runIdField(value: unknown): string {
  const runId = textField(value, 'run_id', MAX_RUN_ID);
  if (/\p{Cc}/u.test(runId)) throw new ImportError('run_id', 'must have no control characters');
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

function metadataField(value: unknown): JsonObject {
  const metadata = objectFields(value, 'metadata') as JsonObject;
  if (depthOf(metadata) > MAX_DEPTH) throw new ImportError('metadata', `must be nested at most ${MAX_DEPTH} levels deep`);
  return metadata;
}

/** Without recursion, which could overflow the stack. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  for (; level.length > 0 && depth <= MAX_DEPTH; depth += 1)
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));

  return depth - 1;
}
