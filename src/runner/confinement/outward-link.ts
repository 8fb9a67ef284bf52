import { readdir, readlink, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

export interface OutwardLink {
  /** Relative to the folder that was looked through. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
}

/** The first symbolic link in a folder, or below it, that leads neither into it nor into one of the allowed paths; `null` for none. */
export async function linkThatLeadsOut(folder: string, allowed: readonly string[]): Promise<OutwardLink | null> {
  const inside = await Promise.all([folder, ...allowed].map((path) => realpath(path).catch(() => path)));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    // A broken link may lead somewhere one day.
    const target = await realpath(path).catch(async () => resolve(entry.parentPath, await readlink(path)));
    if (inside.some((known) => target === known || target.startsWith(known + sep))) continue;
    return { path: relative(folder, path), target };
  }
  return null;
}
