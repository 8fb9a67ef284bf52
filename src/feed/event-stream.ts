import { setImmediate } from 'node:timers/promises';
import type { EventBatch } from '../domain/event-batch.ts';

/** After this long without a line, a follower is to say so. */
export const PING_MS = 15_000;

/** What a follower yields, as the bytes of server-sent events. */
export async function* eventStream(followed: AsyncIterable<EventBatch | 'idle'>): AsyncGenerator<Buffer> {
  for await (const item of followed) {
    yield item === 'idle' ? PING_FRAME : sseFrames(item);
    // Otherwise a client that reads as fast as we send would occupy the event loop until the end of the replay.
    await setImmediate();
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
