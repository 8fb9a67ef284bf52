import { isUtf8 } from 'node:buffer';
import { ImportError } from './import-fault.ts';

const NEWLINE = 10;

export interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** What is wrong with one line. */
export class LineError extends ImportError {
  readonly line: number;

  constructor(line: number, path: string, message: string) {
    super(path, message);
    this.line = line;
  }
}

/**
 * The lines of a stream, batch by batch, without those that are blank. Throws a `LineError` for a line that is longer than
 * `maxBytes` or no UTF-8.
 */
export async function* ndjsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly NumberedLine[]> {
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  let number = 1;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      parts.push(chunk);
      partBytes += chunk.length;
      if (partBytes > maxBytes) throw tooLong(number, maxBytes);
      continue;
    }
    const bytes = Buffer.concat([...parts, chunk.subarray(0, end)]);
    const lines = linesOf(bytes, number, maxBytes);
    number += lines.length - 1;
    parts = [chunk.subarray(end)];
    partBytes = chunk.length - end;
    yield lines.filter(({ text }) => text.trim() !== '');
  }
  yield linesOf(Buffer.concat(parts), number, maxBytes).filter(({ text }) => text.trim() !== '');
}

/** What stands behind the last newline is a line too. */
function linesOf(bytes: Buffer, first: number, maxBytes: number): NumberedLine[] {
  if (!isUtf8(bytes)) throw new LineError(first + firstBroken(bytes), '', 'is not valid UTF-8');
  const lines = bytes.toString('utf8').split('\n');
  return lines.map((text, at) => {
    if (text.length > maxBytes) throw tooLong(first + at, maxBytes);
    return { number: first + at, text };
  });
}

function firstBroken(bytes: Buffer): number {
  for (let line = 0, from = 0; ; line += 1) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(from, to)) || newline < 0) return line;
    from = to + 1;
  }
}

function tooLong(line: number, maxBytes: number): LineError {
  return new LineError(
    line,
    '',
    `is longer than ${maxBytes} bytes: send less, or start the server with a larger ASSAY_BODY_LIMIT`,
  );
}
