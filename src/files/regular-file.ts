import { closeSync, constants, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const CHUNK_BYTES = 256 * 1024;

/** What was to be read is a folder, a pipe, a device or a socket. */
export class NoRegularFileError extends Error {
  override readonly name = 'NoRegularFileError';

  constructor(name: string) {
    super(`${name} is not a regular file`);
  }
}

/**
 * Opens a file for reading, or with other flags of `open`: every file that a project or a storage folder names is opened so. A pipe or a
 * device, which might never answer, throws a `NoRegularFileError`; anything else throws the system's error.
 */
export async function openRegularFile(path: string, flags: number = constants.O_RDONLY, mode?: number): Promise<FileHandle> {
  // Without `O_NONBLOCK`, opening a pipe waits for somebody at its other end.
  const handle = await open(path, flags | constants.O_NONBLOCK, mode);
  try {
    if ((await handle.stat()).isFile()) return handle;
    throw new NoRegularFileError(path);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** All of a file, under the same conditions. */
export async function readRegularFile(path: string): Promise<Buffer> {
  const handle = await openRegularFile(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** The same at once, for what can't wait, such as the loading of a module. `name` is how its message calls the file. */
export function readRegularFileSync(path: string, name = path): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new NoRegularFileError(name);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** A file's bytes from the first to the last, under the same conditions. */
export async function* regularFileChunks(path: string): AsyncGenerator<Buffer> {
  const handle = await openRegularFile(path);
  // The stream closes the file, also where it is left early.
  yield* createReadStream(path, { fd: handle, start: 0, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
}
