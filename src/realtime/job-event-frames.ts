import { type EventBatch, type EventHead, eventHeads } from '../domain/event-batch.ts';
import type { RunRef } from './run-ref.ts';
import { MAX_HEAD_BYTES, writeFrameHead } from './text-frame.ts';

/** A batch as `job_event` messages, framed. */
export interface JobEventFrames {
  readonly bytes: Buffer;
  /** Whether the run is a step whose last event is among them. */
  readonly endsRun: boolean;
}

const CLOSING_BRACE = 0x7d;

const encoded = new WeakMap<EventBatch, Map<string, JobEventFrames>>();

/** The events of a run in this batch, each as a `job_event`. Encoded once, however many clients get it. */
export function jobEventFrames(batch: EventBatch, run: RunRef): JobEventFrames {
  const ofBatch = encoded.get(batch) ?? new Map<string, JobEventFrames>();
  encoded.set(batch, ofBatch);
  let frames = ofBatch.get(run.runId);
  if (frames === undefined) {
    frames = encode(batch, run);
    ofBatch.set(run.runId, frames);
  }
  return frames;
}

function encode(batch: EventBatch, { runId, stepIndex }: RunRef): JobEventFrames {
  const events = [...eventHeads(batch)].filter((event) => stepIndex === null || event.stepIndex === stepIndex);
  const prefix = Buffer.from(`{"type":"job_event","run_id":${JSON.stringify(runId)},"event":`);
  const overhead = MAX_HEAD_BYTES + prefix.length + 1;
  const bytes = Buffer.allocUnsafe(events.reduce((sum, { line }) => sum + line.length + overhead, 0));
  const end = events.reduce((offset, event) => writeEvent(bytes, offset, prefix, event), 0);
  return { bytes: bytes.subarray(0, end), endsRun: stepIndex !== null && events.some(({ type }) => type === 'step') };
}

function writeEvent(target: Buffer, offset: number, prefix: Buffer, { line }: EventHead): number {
  let end = writeFrameHead(target, offset, prefix.length + line.length + 1);
  end += prefix.copy(target, end);
  end += line.copy(target, end);
  target[end] = CLOSING_BRACE;
  return end + 1;
}
