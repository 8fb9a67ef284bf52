import { constants } from 'node:fs';
import { access, open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { PRIVATE_FILE } from './private-mode.ts';

/** A hidden file that is written anew each time: a file that came and went would look like news in a folder that is watched. */
const PROBE = '.probe';

/** As much as a file system gives to a file at once. */
const BLOCK = Buffer.alloc(4096, 'probe\n');

/**
 * Writes to a folder, durably, as what is kept there is. Where the folder is only made on first use, looks whether it could be made in
 * `parent`. Throws the system's error.
 */
export async function tryWriting(folder: string, parent: string): Promise<void> {
  try {
    await writeProbe(join(folder, PROBE));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await access(parent, constants.W_OK | constants.X_OK);
    if ((await statfs(parent)).bavail === 0) throw Object.assign(new Error('no space is left'), { code: 'ENOSPC' });
  }
}

async function writeProbe(path: string): Promise<void> {
  const handle = await open(path, 'w', PRIVATE_FILE);
  try {
    await handle.writeFile(BLOCK);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
