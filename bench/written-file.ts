import { open } from 'node:fs/promises';

export interface WrittenFile {
  readonly bytes: number;
  /** The time to write the bytes and to sync them once at the end, without the time to produce them. */
  readonly ms: number;
}

/** Writes the chunks to a new file, as fast as a durable write allows. */
export async function writtenFile(path: string, chunks: Iterable<Buffer>): Promise<WrittenFile> {
  const file = await open(path, 'wx');
  let bytes = 0;
  let ms = 0;
  for (const chunk of chunks) {
    const began = performance.now();
    await file.write(chunk);
    ms += performance.now() - began;
    bytes += chunk.length;
  }
  const began = performance.now();
  await file.datasync();
  ms += performance.now() - began;
  await file.close();
  return { bytes, ms };
}
