import { setImmediate } from 'node:timers/promises';
import { type EventBatch, eventHeads } from '../../domain/event-batch.ts';
import { followJob, type JobSource } from '../../feed/follow-job.ts';
import { lineFrames } from './line-frames.ts';
import type { Outbox } from './outbox.ts';
import type { NamedRun } from './run-data.ts';
import { errorFrame } from './run-message.ts';
import { jsonText } from '../../evaluation/json-text.ts';

/** A batch as `job_event` messages, framed. */
interface EventFrames {
  readonly bytes: Buffer;
  /** Whether the run is a step whose last event is among them. */
  readonly endsRun: boolean;
}

interface EventStream {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const encoded = new WeakMap<EventBatch, Map<string, EventFrames>>();

/**
 * The events that one peer gets as `job_event` messages: at most one stream per run. Each follows the job on its own, at the pace of
 * its peer; progress comes from the one watch that all peers share, and waits for none of them.
 */
export class EventStreams {
  readonly #source: JobSource;
  readonly #outbox: Outbox;
  readonly #streams = new Map<string, EventStream>();

  constructor(source: JobSource, outbox: Outbox) {
    this.#source = source;
    this.#outbox = outbox;
  }

  get runIds(): readonly string[] {
    return [...this.#streams.keys()];
  }

  start(run: NamedRun, fromSeq: number): void {
    const stop = new AbortController();
    const done = this.#stream(run, fromSeq, stop.signal).catch((error: unknown) => {
      this.#outbox.send(errorFrame(`its events can’t be read any further: ${String(error)}`, run.runId));
    });
    this.#streams.set(run.runId, { stop, done });
  }

  stop(runId: string): void {
    this.#streams.get(runId)?.stop.abort();
    this.#streams.delete(runId);
  }

  stopAll(): void {
    for (const { stop } of this.#streams.values()) stop.abort();
  }

  /** Resolves when the run's stream has ended or was stopped; `undefined` if it has none. */
  done(runId: string): Promise<void> | undefined {
    return this.#streams.get(runId)?.done;
  }

  /** Resolves when all streams have ended. */
  async idle(): Promise<void> {
    await Promise.all([...this.#streams.values()].map(({ done }) => done));
  }

  /**
   * Sends events from `fromSeq` on, in order, each once, as fast as the peer takes them; resolves once the peer can take the next
   * message after the run's last event, or when the signal aborts or the peer is gone.
   */
  async #stream(run: NamedRun, fromSeq: number, signal: AbortSignal): Promise<void> {
    const send = (batch: EventBatch): boolean => {
      if (signal.aborted || !this.#outbox.isOpen) return false;
      const { bytes, endsRun } = eventFrames(batch, run);
      if (bytes.length > 0) this.#outbox.send(bytes);
      return !endsRun;
    };
    for await (const batch of followJob(this.#source, run.jobId, { fromSeq, signal, idleMs: Number.POSITIVE_INFINITY })) {
      if (batch === 'idle') continue;
      if (!(await this.#outbox.inTurn(() => send(batch)))) break;
      // Otherwise a peer that reads as fast as we send would occupy the event loop until the end of the replay.
      await setImmediate();
    }
    if (!signal.aborted) await this.#outbox.ready();
  }
}

/** The events of a run in this batch, each as a `job_event`, encoded once for all clients. */
function eventFrames(batch: EventBatch, run: NamedRun): EventFrames {
  const ofBatch = encoded.get(batch) ?? new Map<string, EventFrames>();
  encoded.set(batch, ofBatch);
  let frames = ofBatch.get(run.runId);
  if (frames === undefined) {
    frames = encode(batch, run);
    ofBatch.set(run.runId, frames);
  }
  return frames;
}

function encode(batch: EventBatch, { runId, stepIndex }: NamedRun): EventFrames {
  const events = [...eventHeads(batch)].filter((event) => stepIndex === null || event.stepIndex === stepIndex);
  const bytes = lineFrames(
    `{"type":"job_event","run_id":${jsonText(runId)},"event":`,
    events.map(({ line }) => line),
  );
  return { bytes, endsRun: stepIndex !== null && events.some(({ type }) => type === 'step') };
}
