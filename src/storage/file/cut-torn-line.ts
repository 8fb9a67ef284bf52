import { open, type FileHandle } from 'node:fs/promises';

const NEWLINE = 10;
const BLOCK_BYTES = 64 * 1024;

/** Cuts off what a crash left behind the last whole line of a log. Only for a log that nobody appends to. */
export async function cutTornLine(path: string): Promise<void> {
  const handle = await open(path, 'r+').catch(() => undefined);
  if (handle === undefined) return;

  try {
    const { size } = await handle.stat();
    const end = await endOfLastLine(handle, size);
    if (end < size) {
      await handle.truncate(end);
      await handle.sync();
    }
  } finally {
    await handle.close();
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let to = size; to > 0; to -= BLOCK_BYTES) {
    const from = Math.max(0, to - BLOCK_BYTES);
    const { bytesRead } = await handle.read(block, 0, to - from, from);
    const newline = block.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
  }
  return 0;
}
