import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const STALE_MS = 60 * 60 * 1000;

/** Removes the drafts that killed processes left in a folder: those that nobody has written to for an hour. */
export async function removeStaleDrafts(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tmp'));
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
