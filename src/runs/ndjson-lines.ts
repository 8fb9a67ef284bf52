import { type ByteLine, byteLines } from '../files/byte-lines.ts';
import { utf8LineText } from '../files/utf8-text.ts';
import { ImportError } from './import-fields.ts';

export interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** What is wrong with one line. */
export class LineError extends ImportError {
  readonly line: number;

  constructor(line: number, message: string) {
    super('', message);
    this.line = line;
  }
}

/**
 * The lines of a stream, batch by batch, without those that are blank. Throws a `LineError` for a line that is longer than
 * `maxBytes` or is not UTF-8.
 */
export async function* ndjsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly NumberedLine[]> {
  const tooLong = (line: number): LineError =>
    new LineError(line, `is longer than ${maxBytes} bytes: send less, or start the server with a larger ASSAY_BODY_LIMIT`);
  for await (const lines of byteLines(chunks, maxBytes, tooLong))
    yield lines.map(decoded).filter(({ text }) => text.trim() !== '');
}

function decoded(line: ByteLine): NumberedLine {
  const text = utf8LineText(line);
  if (text === undefined) throw new LineError(line.number, 'is not valid UTF-8');
  return { number: line.number, text };
}
