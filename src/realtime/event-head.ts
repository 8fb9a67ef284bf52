import type { EventBatch } from '../domain/job-event.ts';

const NEWLINE = 0x0a;
/** Our own writer's order of fields, and the seed's with its spaces. */
const HEAD = /^\{"seq": ?\d+, ?"job_id": ?"[^"\\]*", ?"step_index": ?(\d+), ?"type": ?"(\w+)"/;
const HEAD_BYTES = 256;

/** An event, of which only what stands before its payload was looked at. */
export interface EventHead {
  readonly type: string;
  readonly stepIndex: number;
  /** The envelope's JSON, without the newline. */
  readonly line: Buffer;
}

/** The events of a batch; their payloads, which are nearly all of it, are not parsed. */
export function* eventHeads({ bytes }: EventBatch): Generator<EventHead> {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0, end: number; start < lines.length; start = end + 1) {
    end = lines.indexOf(NEWLINE, start);
    const line = lines.subarray(start, end);
    const [, stepIndex, type] = HEAD.exec(line.toString('latin1', 0, HEAD_BYTES)) ?? [];
    yield stepIndex === undefined || type === undefined ? parsedHead(line) : { type, stepIndex: Number(stepIndex), line };
  }
}

/** Whoever wrote it may have had another order. */
function parsedHead(line: Buffer): EventHead {
  const { type, step_index: stepIndex } = JSON.parse(line.toString('utf8')) as { type: unknown; step_index: unknown };
  return { type: String(type), stepIndex: Number(stepIndex ?? 0), line };
}
