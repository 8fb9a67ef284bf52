import { createReadStream } from 'node:fs';

/** A file of results, which can be read more than once. */
export interface ResultFile {
  /** As its owner calls it; what it is shows only from its bytes. */
  readonly name: string;
  readonly size: number;
  /** Its bytes, from `start` to before `end`. */
  chunks(range?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
}

/** How much of what a file holds is taken. */
export interface ImportLimits {
  /** Bytes that are held in memory at once: of a line, of an element of a list, of what stands around a list. */
  readonly pieceBytes: number;
  /** Bytes of all that an archive holds, unpacked. */
  readonly totalBytes: number;
}

/** Deeper than any harness writes. */
export const MOST_DEPTH = 500;

/** Files of one archive. */
export const MOST_FILES = 200_000;

/** Runs of one file. */
export const MOST_RUNS = 1_000;

/** What is packed this small, times this, is still taken for real. */
const MOST_RATIO = 250;
const ALWAYS_UNPACKED = 64 * 1024 ** 2;

/** Bytes that an archive of so many bytes may unpack to. */
export function mostUnpacked(packedBytes: number, { totalBytes }: ImportLimits): number {
  return Math.min(totalBytes, Math.max(ALWAYS_UNPACKED, packedBytes * MOST_RATIO));
}

const CHUNK_BYTES = 256 * 1024;

/** A file on a disk. */
export function diskFile(path: string, name: string, size: number): ResultFile {
  return {
    name,
    size,
    chunks: ({ start = 0, end = Infinity } = {}) =>
      createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>,
  };
}

/** The first bytes of a file. */
export async function headOf(file: ResultFile, bytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of file.chunks({ end: Math.min(bytes, file.size) })) parts.push(chunk);
  return Buffer.concat(parts).subarray(0, bytes);
}
