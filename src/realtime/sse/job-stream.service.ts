import { setImmediate, setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { JobNotFoundError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import { JOB_STORE, type JobStore } from '../../domain/job-store.ts';
import { Meters } from '../../domain/meters.ts';
import { EventBus } from '../../events/event-bus.ts';
import { followJob } from '../../feed/follow-job.ts';

const PING_MS = 15_000;

/** How long clients have on shutdown to receive what was already sent to them. */
const DRAIN_MS = 2_000;

@Injectable()
export class JobStreamService implements BeforeApplicationShutdown {
  readonly #open = new Set<Promise<void>>();

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
    meters: Meters,
  ) {
    meters.add('stream_clients', () => [{ labels: { transport: 'sse' }, value: this.#open.size }]);
  }

  /**
   * A job's events as the bytes of an event stream. `signal` aborts when the connection is closed by either side.
   * Throws `job_not_found` before the first byte, never after it.
   */
  async stream(jobId: string, fromSeq: number, signal: AbortSignal): Promise<AsyncGenerator<Buffer>> {
    const job = await this.store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    this.#track(signal);
    return this.#frames(job, fromSeq, signal);
  }

  /** The jobs have stopped by now, so the streams end after their last event instead of being cut off. */
  async beforeApplicationShutdown(): Promise<void> {
    this.bus.close();
    await Promise.race([Promise.all(this.#open), setTimeout(DRAIN_MS, undefined, { ref: false })]);
  }

  #track(signal: AbortSignal): void {
    const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#open.add(closed);
    void closed.then(() => this.#open.delete(closed));
  }

  async *#frames(job: Job, fromSeq: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    const options = { fromSeq, signal, idleMs: PING_MS, found: job };
    for await (const item of followJob({ store: this.store, bus: this.bus }, job.id, options)) {
      yield item === 'idle' ? PING_FRAME : sseFrames(item);
      // Otherwise a client that reads as fast as we send would occupy the event loop until the end of the replay.
      await setImmediate();
    }
  }
}

const NEWLINE = 0x0a;

const DATA = '\ndata: ';

/** `id: ` and the largest sequence number, `\ndata: `, and the second newline. */
const MAX_FRAME_OVERHEAD = 4 + 16 + DATA.length + 1;

/** A comment: clients ignore it, and proxies see that the connection is alive. */
const PING_FRAME = Buffer.from(': ping\n\n');

const encoded = new WeakMap<EventBatch, Buffer>();

/**
 * A batch as server-sent events: each an `id:` line with its `seq`, a `data: ` line with the envelope, and a blank line.
 * Encoded once for all clients.
 */
export function sseFrames(batch: EventBatch): Buffer {
  let frames = encoded.get(batch);
  if (frames === undefined) {
    frames = encode(batch);
    encoded.set(batch, frames);
  }
  return frames;
}

function encode(batch: EventBatch): Buffer {
  const { bytes, firstSeq, count } = batch;
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames = Buffer.allocUnsafe(lines.length + count * MAX_FRAME_OVERHEAD);
  let written = 0;
  let start = 0;
  for (let seq = firstSeq; seq < firstSeq + count; seq += 1) {
    const end = lines.indexOf(NEWLINE, start) + 1;
    written += frames.write(`id: ${seq}${DATA}`, written, 'latin1');
    written += lines.copy(frames, written, start, end);
    frames[written] = NEWLINE;
    written += 1;
    start = end;
  }
  return frames.subarray(0, written);
}
