import { JobFold } from '../evaluation/job-fold.ts';
import { type EventBatch, eventsOf } from './event-batch.ts';
import type { JobSpec } from './job-fields.ts';

/** A fold that has yet to see the job's first event. */
export function newJobFold({ kind, metrics = [], repeats }: Pick<JobSpec, 'kind' | 'metrics' | 'repeats'>): JobFold {
  return new JobFold({ kind, metrics, repeats });
}

/** All events of a job, counted. */
export async function foldEvents(batches: AsyncIterable<EventBatch>, spec: JobSpec): Promise<JobFold> {
  const fold = newJobFold(spec);
  for await (const batch of batches) for (const event of eventsOf(batch)) fold.add(event);
  return fold;
}
