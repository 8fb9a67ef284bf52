import type { EngineEvent } from '../evaluation/event.ts';

/** An event of a job, as the wire, the archive and every replay have it. */
export interface JobEvent {
  /** Counts from 0 without gaps. */
  readonly seq: number;
  readonly job_id: string;
  readonly step_index: number;
  readonly type: EngineEvent['type'];
  readonly payload: EngineEvent['payload'];
}

/**
 * Consecutive events of one job, encoded once for the archive, every stream and every replay.
 *
 * `bytes` is UTF-8 JSON lines: `count` envelopes, each followed by one `\n`. A batch is immutable and shared by all who
 * send it.
 */
export interface EventBatch {
  /** `seq` of the first event. */
  readonly firstSeq: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** An event as a line of a batch. */
export function eventLine(event: JobEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** A batch of one event. */
export function singleEvent(event: JobEvent): EventBatch {
  return { firstSeq: event.seq, count: 1, bytes: Buffer.from(eventLine(event)) };
}
