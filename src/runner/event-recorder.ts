import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { EngineEvent } from '../evaluation/event.ts';

const MAX_BATCH_CHARS = 128 * 1024;
const MAX_UNACKNOWLEDGED_BYTES = 4 * 1024 * 1024;
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
  #lines: string[] = [];
  #chars = 0;
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
    this.#lines.push(line);
    this.#chars += line.length;
    if (this.#turn === undefined) this.#beginSlice();
    const sliceIsOver = performance.now() - this.#sliceStart > MAX_SLICE_MS;
    if (sliceIsOver || this.#chars > MAX_BATCH_CHARS) this.flush();
    if (this.#underWay > MAX_UNACKNOWLEDGED_BYTES) return new Promise((resolve) => this.#waiting.push(resolve));
    if (sliceIsOver) return new Promise((resolve) => setImmediate(resolve));
  };

  /** Sends what has not been sent. */
  flush(): void {
    if (this.#lines.length === 0) return;
    const count = this.#lines.length;
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#chars = 0;
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
