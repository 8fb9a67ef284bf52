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
