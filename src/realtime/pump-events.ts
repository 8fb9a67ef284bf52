import { setImmediate } from 'node:timers/promises';
import type { EventBatch } from '../domain/event-batch.ts';
import { followJob } from '../feed/follow-job.ts';
import { jobEventFrames } from './job-event-frames.ts';
import type { Outbox } from './outbox.ts';
import type { RunRef } from './run-ref.ts';

export interface PumpOptions {
  readonly outbox: Outbox;
  readonly fromSeq: number;
  readonly signal: AbortSignal;
}

/**
 * Sends a run's events from `fromSeq` on as `job_event` messages, in order, each once, as fast as the peer takes them; resolves
 * when there is room for what comes after the run's last one, or when the signal aborts or the peer is gone.
 */
export async function pumpEvents(
  world: Parameters<typeof followJob>[0],
  run: RunRef,
  { outbox, fromSeq, signal }: PumpOptions,
): Promise<void> {
  const send = (batch: EventBatch): boolean => {
    if (signal.aborted || !outbox.isOpen) return false;
    const { bytes, endsRun } = jobEventFrames(batch, run);
    if (bytes.length > 0) outbox.send(bytes);
    return !endsRun;
  };
  for await (const batch of followJob(world, run.jobId, { fromSeq, signal, idleMs: Number.POSITIVE_INFINITY })) {
    if (batch === 'idle') continue;
    if (!(await outbox.inTurn(() => send(batch)))) break;
    // A peer that reads as fast as we send would otherwise keep the event loop to itself to the end of the replay.
    await setImmediate();
  }
  if (!signal.aborted) await outbox.ready();
}
