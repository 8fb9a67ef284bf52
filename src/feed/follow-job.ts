import type { EventBatch } from '../domain/event-batch.ts';
import { JobNotFoundError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { EventBus } from '../events/event-bus.ts';
import { followLog, type FollowOptions as LogOptions } from './follow-log.ts';

/** What a follower reads from, and what wakes it up. */
export interface JobSource {
  readonly store: JobStore;
  readonly bus: EventBus;
}

export interface FollowOptions extends LogOptions {
  /** The job as its caller has just found it, which saves the first look-up. */
  readonly found?: Job;
}

/**
 * Every event of a job from `fromSeq` on, each once, in the order of `seq`, first those that are stored and then those that come;
 * it ends after the last event of a job that has ended, or when the server stops. A job that does not exist ends it at once. See `followLog`.
 *
 * @example
 * for await (const item of followJob({ store, bus }, jobId, { fromSeq: 0, signal, idleMs: 15_000 })) {
 *   response.write(item === 'idle' ? PING : frames(item));
 * }
 */
export function followJob(
  { store, bus }: JobSource,
  jobId: string,
  { found, ...options }: FollowOptions,
): AsyncGenerator<EventBatch | 'idle'> {
  const log = {
    isOver: async () => isOver(await store.find(jobId)),
    read: (fromSeq: number) => eventsOf(store, jobId, fromSeq),
    changes: bus.ofJob(jobId),
  };
  return followLog(log, options, found && isOver(found));
}

function isOver(job: Job | undefined): boolean {
  return job === undefined || isSettled(job.status);
}

/** The events that are stored. A job that was removed since it was looked up has none. */
async function* eventsOf(store: JobStore, jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
  try {
    yield* store.read(jobId, fromSeq);
  } catch (error) {
    if (!(error instanceof JobNotFoundError)) throw error;
  }
}
