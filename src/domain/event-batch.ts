import type { JobEvent } from './job-event.ts';
import { parseJson } from '../evaluation/canonical-json.ts';
import { bytesWithoutLineSeparators, jsonText } from '../evaluation/json-text.ts';

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

/** An event whose payload has not been parsed. */
export interface EventHead {
  readonly seq: number;
  readonly type: string;
  readonly stepIndex: number;
  /** The envelope's JSON, without the newline; it shares the batch's memory. */
  readonly line: Buffer;
}

const NEWLINE = 0x0a;

/** The order of fields of our own writer, and of promptuna-server's with its spaces. */
const HEAD = /^\{"seq": ?\d+, ?"job_id": ?"[^"\\]*", ?"step_index": ?(\d+), ?"type": ?"(\w+)"/;
const HEAD_BYTES = 256;

/** Weak on both sides: several readers of a batch share its events, and a batch that is kept does not keep them. */
const parsed = new WeakMap<EventBatch, WeakRef<readonly JobEvent[]>>();

/** The events of a batch, in order, parsed once for all who ask at about the same time. Throws on a line that is not JSON. */
export function eventsOf(batch: EventBatch): readonly JobEvent[] {
  const known = parsed.get(batch)?.deref();
  if (known !== undefined) return known;
  const events = Array.from(eventLines(batch), parseLine);
  parsed.set(batch, new WeakRef(events));
  return events;
}

/** The same, not shared, with the numbers of the user's data as they are written: for who writes events again. */
export function* exactEventsOf(batch: EventBatch): Generator<JobEvent> {
  for (const line of eventLines(batch)) yield parseJson(line.toString('utf8')) as JobEvent;
}

/** The events of a batch without their payloads, which are nearly all of it and stay unparsed. */
export function* eventHeads(batch: EventBatch): Generator<EventHead> {
  let seq = batch.firstSeq;
  for (const line of eventLines(batch)) {
    const [, stepIndex, type] = HEAD.exec(line.toString('latin1', 0, HEAD_BYTES)) ?? [];
    const isKnown = stepIndex !== undefined && type !== undefined;
    yield isKnown ? { seq, type, stepIndex: Number(stepIndex), line } : parsedHead(seq, line);
    seq += 1;
  }
}

/** The lines of a batch, without their newlines; they share its memory. */
export function* eventLines({ bytes }: EventBatch): Generator<Buffer> {
  const lines = asBuffer(bytes);
  for (let start = 0, end: number; start < lines.length; start = end + 1) {
    end = lines.indexOf(NEWLINE, start);
    if (end === -1) end = lines.length;
    yield lines.subarray(start, end);
  }
}

/** The last event of a batch. */
export function lastEvent({ bytes }: EventBatch): JobEvent {
  const lines = asBuffer(bytes);
  const start = lines.length < 2 ? 0 : lines.lastIndexOf(NEWLINE, lines.length - 2) + 1;
  return parseLine(lines.subarray(start));
}

/** The part of a batch from `seq` on, over the same memory. `seq` lies in the batch or before it. */
export function batchFrom(batch: EventBatch, seq: number): EventBatch {
  const skipped = seq - batch.firstSeq;
  if (skipped <= 0) return batch;
  const lines = asBuffer(batch.bytes);
  let offset = 0;
  for (let line = 0; line < skipped; line += 1) offset = lines.indexOf(NEWLINE, offset) + 1;
  return { firstSeq: seq, count: batch.count - skipped, bytes: lines.subarray(offset) };
}

/** The batch with the line separators of Unicode escaped: readers of streams and archives may end a line at one. */
export function withoutLineSeparatorsIn(batch: EventBatch): EventBatch {
  const bytes = asBuffer(batch.bytes);
  const clean = bytesWithoutLineSeparators(bytes);
  return clean === bytes ? batch : { ...batch, bytes: clean };
}

/** Batches that follow each other, as one. Throws where there is none. */
export function joinBatches(batches: readonly EventBatch[]): EventBatch {
  const [first] = batches;
  if (first === undefined) throw new RangeError('there is no batch to join');
  if (batches.length === 1) return first;
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const joined = { firstSeq: first.firstSeq, count, bytes: Buffer.concat(batches.map(({ bytes }) => bytes)) };
  const events = batches.flatMap((batch) => parsed.get(batch)?.deref() ?? []);
  if (events.length === count) parsed.set(joined, new WeakRef(events));
  return joined;
}

/** A batch of these events, which follow each other. Throws where there is none. */
export function encodeEvents(events: readonly JobEvent[]): EventBatch {
  const [first] = events;
  if (first === undefined) throw new RangeError('a batch has at least one event');
  return { firstSeq: first.seq, count: events.length, bytes: Buffer.from(events.map(eventLine).join('')) };
}

/** A batch of one event. */
export function singleEvent(event: JobEvent): EventBatch {
  return encodeEvents([event]);
}

/** An event as a line of a batch, with its newline. */
export function eventLine(event: JobEvent): string {
  return `${jsonText(event)}\n`;
}

function parseLine(line: Buffer): JobEvent {
  return JSON.parse(line.toString('utf8')) as JobEvent;
}

/** Other writers may order the fields in another way. */
function parsedHead(seq: number, line: Buffer): EventHead {
  const { type, step_index: stepIndex } = JSON.parse(line.toString('utf8')) as { type: unknown; step_index: unknown };
  return { seq, type: String(type), stepIndex: Number(stepIndex ?? 0), line };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
