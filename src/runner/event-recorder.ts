import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { EngineEvent } from '../evaluation/event.ts';

const MAX_BATCH_BYTES = 128 * 1024;
const MAX_UNACKNOWLEDGED_BYTES = 2 * 1024 * 1024;
/** How long the engine may keep the event loop busy, and an event may wait to be sent with others. */
const MAX_SLICE_MS = 4;

/**
 * Numbers the engine's events and sends them in batches: at the end of the turn of the event loop, after a few milliseconds, or
 * when a batch is large enough.
 *
 * `record` is the engine's sink. It holds the engine back while too many bytes are unacknowledged, and yields to the event
 * loop regularly, which an instant model would otherwise block.
 */
export class EventRecorder {
  readonly #jobId: string;
  readonly #send: (batch: EventBatch) => void;
  #seq: number;
  #count = 0;
  readonly #lines = new LineBuffer();
  #underWay = 0;
  #sliceStart = 0;
  #turn: NodeJS.Immediate | undefined;
  #waiting: (() => void)[] = [];

  constructor(jobId: string, firstSeq: number, send: (batch: EventBatch) => void) {
    this.#jobId = jobId;
    this.#seq = firstSeq;
    this.#send = send;
  }

  readonly record = (event: EngineEvent): void | Promise<void> => {
    const { stepIndex, type, payload } = event;
    const line = eventLine({ seq: this.#seq, job_id: this.#jobId, step_index: stepIndex, type, payload });
    this.#seq += 1;
    this.#count += 1;
    this.#lines.add(line);
    if (this.#turn === undefined) this.#beginSlice();
    const sliceIsOver = performance.now() - this.#sliceStart > MAX_SLICE_MS;
    if (sliceIsOver || this.#lines.byteLength > MAX_BATCH_BYTES) this.flush();
    if (this.#underWay > MAX_UNACKNOWLEDGED_BYTES) return new Promise((resolve) => this.#waiting.push(resolve));
    if (sliceIsOver) return new Promise((resolve) => setImmediate(resolve));
  };

  /** Sends what has not been sent. */
  flush(): void {
    if (this.#count === 0) return;
    const count = this.#count;
    const bytes = this.#lines.take();
    this.#count = 0;
    this.#underWay += bytes.byteLength;
    this.#send({ firstSeq: this.#seq - count, count, bytes });
  }

  /** The receiver has stored this many bytes of the batches. */
  acknowledge(bytes: number): void {
    this.#underWay -= bytes;
    if (this.#underWay > MAX_UNACKNOWLEDGED_BYTES) return;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** At the first event since the event loop had its last turn: how long it waited before that does not count. */
  #beginSlice(): void {
    this.#sliceStart = performance.now();
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      this.flush();
    });
  }
}

const FIRST_BUFFER_BYTES = 256 * 1024;
/** A larger buffer, which a very long line took, is not kept. */
const MAX_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_BYTES_PER_CHAR = 3;

/** Encodes lines one by one into memory that it uses again: V8 maps memory anew for a text as long as a batch, which takes longer. */
class LineBuffer {
  #buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  #used = 0;

  get byteLength(): number {
    return this.#used;
  }

  add(line: string): void {
    const needed = this.#used + line.length * MAX_BYTES_PER_CHAR;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#used += this.#buffer.write(line, this.#used);
  }

  /** A copy of what was added since the last call. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
    if (this.#buffer.length > MAX_BUFFER_BYTES) this.#buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
    return bytes;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
