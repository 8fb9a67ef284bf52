import { isUtf8 } from 'node:buffer';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { Position } from './position.ts';

const NEWLINE = 10;

/** A few whole lines of an event log, checked: what is good in them, as batches over one piece of memory. */
export interface EventPage {
  readonly batches: readonly EventBatch[];
  readonly next: Position;
  /** Lines that were left out, counted from 1. */
  readonly damagedLines: readonly number[];
}

/** Checks lines that begin at `start`: each must be a JSON object, its `seq` the next one or, after damage, a later one. */
export function parseEventPage(lines: Buffer, start: Position): EventPage {
  const batches: EventBatch[] = [];
  const damagedLines: number[] = [];
  let { seq, line } = start;
  let run = { firstSeq: seq, from: 0 };
  const endRun = (to: number): void => {
    if (seq > run.firstSeq)
      batches.push({ firstSeq: run.firstSeq, count: seq - run.firstSeq, bytes: lines.subarray(run.from, to) });
  };
  const wholeIsUtf8 = isUtf8(lines);
  for (let from = 0, to: number; from < lines.length; from = to) {
    to = lines.indexOf(NEWLINE, from) + 1;
    line++;
    const found = wholeIsUtf8 || isUtf8(lines.subarray(from, to)) ? seqOf(lines.toString('latin1', from, to)) : undefined;
    if (found === undefined || found < seq) {
      damagedLines.push(line);
      endRun(from);
      run = { firstSeq: seq, from: to };
    } else {
      if (found > seq) {
        endRun(from);
        run = { firstSeq: found, from };
      }
      seq = found + 1;
    }
  }
  endRun(lines.length);
  return { batches, next: { seq, offset: start.offset + lines.length, line }, damagedLines };
}

/** Latin-1 is enough, and faster: what makes JSON of a text is ASCII. */
function seqOf(latin1: string): number | undefined {
  try {
    const event: unknown = JSON.parse(latin1);
    const seq = typeof event === 'object' && event !== null && 'seq' in event ? event.seq : undefined;
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}
