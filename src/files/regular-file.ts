import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What was to be read is a folder, a pipe, a device or a socket. */
export class NoRegularFileError extends Error {
  override readonly name = 'NoRegularFileError';
}

/**
 * Opens a file for reading. A pipe or a device, which might never answer, throws a `NoRegularFileError`; anything else throws
 * the system's error.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  // Without `O_NONBLOCK`, opening a pipe waits for somebody who writes to it.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if ((await handle.stat()).isFile()) return handle;
    throw new NoRegularFileError(`${path} is not a regular file`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
