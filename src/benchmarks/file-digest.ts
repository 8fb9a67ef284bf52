import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

export interface FileDigest {
  /** Lines that are not blank. */
  readonly rows: number;
  /** Hex. */
  readonly sha256: string;
}

/** Reads a file of JSON lines for what it holds. */
export async function fileDigest(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let rows = 0;
  let isBlank = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    for (let start = 0; start < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline;
      isBlank &&= isBlankBetween(chunk, start, end);
      if (newline !== -1) {
        rows += isBlank ? 0 : 1;
        isBlank = true;
      }
      start = end + 1;
    }
  }
  return { rows: rows + (isBlank ? 0 : 1), sha256: hash.digest('hex') };
}

function isBlankBetween(chunk: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = chunk[at];
    if (byte !== SPACE && byte !== CARRIAGE_RETURN && byte !== 9) return false;
  }
  return true;
}
