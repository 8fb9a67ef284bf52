import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.ts';
import { PRIVATE_FOLDER } from './private-mode.ts';

/**
 * Makes a folder and those above it, private ones. Resolves to the first one that was made; `undefined` where all were there. Throws the system's error: Node's own
 * recursive `mkdir` says of a read-only disk that something is missing.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const first = await makeFolder(dirname(path));
    await mkdir(path, { mode: PRIVATE_FOLDER });
    return first ?? path;
  }
}
