import { JobFailedError } from '../domain/runner.ts';
import { type EventBatch, lastEvent, singleEvent } from '../domain/event-batch.ts';
import type { ErrorPayload } from '../evaluation/event.ts';
import { nextSeqAfter } from './earlier-events.ts';

/** The event that ends a failed job, of the step under way; `last` is the batch before it, `null` if there is none. */
export function errorEvent(jobId: string, last: EventBatch | null, payload: ErrorPayload): EventBatch {
  const before = last === null ? null : lastEvent(last);
  const step = before === null ? 0 : before.type === 'step' ? before.step_index + 1 : before.step_index;
  const seq = nextSeqAfter(last);
  return singleEvent({ seq, job_id: jobId, step_index: step, type: 'error', payload });
}

/** What was spent on what failed, where that is known. */
export function telemetryOf(error: unknown): Pick<ErrorPayload, 'telemetry'> {
  const telemetry = error instanceof JobFailedError ? error.telemetry : undefined;
  return telemetry === undefined ? {} : { telemetry };
}
