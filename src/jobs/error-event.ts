import { type EventBatch, lastEvent, singleEvent } from '../domain/event-batch.ts';

/** The event that ends a failed job, of the step under way; `last` is the batch before it, `null` where there is none. */
export function errorEvent(jobId: string, last: EventBatch | null, message: string): EventBatch {
  const before = last === null ? null : lastEvent(last);
  const step = before === null ? 0 : before.type === 'step' ? before.step_index + 1 : before.step_index;
  const seq = last === null ? 0 : last.firstSeq + last.count;
  return singleEvent({ seq, job_id: jobId, step_index: step, type: 'error', payload: { message } });
}
