import { type EventBatch, eventsOf } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import { newJobFold } from '../domain/run-of-job.ts';
import type { TrialPayload } from '../evaluation/event.ts';
import type { JobFold } from '../evaluation/job-fold.ts';

/** What a job did before it goes on. */
export interface EarlierEvents {
  readonly fold: JobFold;
  /** The last batch; `null` where there are no events. */
  readonly last: EventBatch | null;
  /** Whether every trial says which row of the dataset it is of, as those of other writers do not. */
  readonly hasRows: boolean;
}

/** Reads all that a job did. */
export async function readEarlierEvents(batches: AsyncIterable<EventBatch>, { spec }: Job): Promise<EarlierEvents> {
  const fold = newJobFold(spec);
  let last: EventBatch | null = null;
  let hasRows = true;
  for await (const batch of batches) {
    for (const event of eventsOf(batch)) {
      fold.add(event);
      if (event.type === 'trial') hasRows &&= Number.isSafeInteger((event.payload as TrialPayload | null)?.row);
    }
    last = batch;
  }
  return { fold, last, hasRows };
}

/** The number of the next event. */
export function nextSeqAfter(last: EventBatch | null): number {
  return last === null ? 0 : last.firstSeq + last.count;
}

/** Whether every event of the job is there, so that it can end without doing anything. */
export function isWhole({ plannedTrials, plannedScorings, spec }: Job, { fold, last }: EarlierEvents): boolean {
  if (last === null || plannedTrials === null || plannedScorings === null) return false;
  return fold.isComplete({ plannedTrials, plannedScorings, ...spec });
}
