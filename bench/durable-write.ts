import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BATCH_BYTES = 64 * 1024;

/** How long it takes to write and sync these bytes, 64 KB at a time, in ms. */
export async function durableWriteMs(bytes: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-write-'));
  const file = await open(join(folder, 'bytes'), 'w');
  const began = performance.now();
  for (let start = 0; start < bytes.length; start += BATCH_BYTES) {
    await file.write(bytes.subarray(start, start + BATCH_BYTES));
    await file.datasync();
  }
  const took = performance.now() - began;
  await file.close();
  await rm(folder, { recursive: true });
  return took;
}
