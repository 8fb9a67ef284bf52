import { open, type FileHandle } from 'node:fs/promises';
import type { SampleRange } from '../../domain/run-store.ts';
import { OFFSET_BYTES, type SampleFiles } from './sample-files.ts';

const BATCH_BYTES = 256 * 1024;
const BATCH_SAMPLES = 512;

/** The JSON texts of some samples, batch by batch; nothing else is read. */
export async function* readSampleLines(files: SampleFiles, range: SampleRange): AsyncGenerator<readonly string[]> {
  const index = await open(files.index, 'r');
  try {
    const lines = await open(files.lines, 'r');
    try {
      const count = (await index.stat()).size / OFFSET_BYTES - 1;
      const end = Math.min(count, range.offset + (range.limit ?? Infinity));
      for (let at = range.offset; at < end;) {
        const offsets = await readOffsets(index, at, Math.min(BATCH_SAMPLES, end - at));
        const batch = await readBatch(lines, offsets);
        yield batch;
        at += batch.length;
      }
    } finally {
      await lines.close();
    }
  } finally {
    await index.close();
  }
}

/** Where so many samples begin, and where the last of them ends. */
async function readOffsets(index: FileHandle, at: number, count: number): Promise<Float64Array> {
  const offsets = new Float64Array(count + 1);
  await readFully(index, new Uint8Array(offsets.buffer), at * OFFSET_BYTES);
  return offsets;
}

/** As many of them as are not too much for the memory, and at least one. */
async function readBatch(lines: FileHandle, offsets: Float64Array): Promise<readonly string[]> {
  const start = offsets[0] ?? 0;
  const tooFar = offsets.findIndex((offset, at) => at > 1 && offset - start > BATCH_BYTES);
  const count = tooFar < 0 ? offsets.length - 1 : tooFar - 1;
  const bytes = Buffer.allocUnsafe((offsets[count] ?? start) - start);
  await readFully(lines, bytes, start);
  return bytes.toString('utf8', 0, bytes.length - 1).split('\n');
}

async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) throw new Error('a file of samples is shorter than its index says');
    filled += bytesRead;
  }
}
