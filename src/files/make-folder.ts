import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * Makes a folder and those above it. Resolves to the first one that was made; `undefined` where all were there. Throws the system's error: Node's own
 * recursive `mkdir` says of a read-only disk that something is missing.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const first = await makeFolder(dirname(path));
    await mkdir(path);
    return first ?? path;
  }
}
