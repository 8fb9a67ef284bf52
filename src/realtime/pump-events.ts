import { setImmediate } from 'node:timers/promises';
import { followJob } from './follow-job.ts';
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
 * after the run's last one, or when the signal aborts.
 */
export async function pumpEvents(
  world: Parameters<typeof followJob>[0],
  run: RunRef,
  { outbox, fromSeq, signal }: PumpOptions,
): Promise<void> {
  for await (const batch of followJob(world, run.jobId, { fromSeq, signal, idleMs: Number.POSITIVE_INFINITY })) {
    if (batch === 'idle') continue;
    await outbox.ready();
    if (signal.aborted) return;
    const { bytes, endsRun } = jobEventFrames(batch, run);
    if (bytes.length > 0) outbox.send(bytes);
    if (endsRun) return;
    // A peer that reads as fast as we send would otherwise keep the event loop to itself to the end of the replay.
    await setImmediate();
  }
}
