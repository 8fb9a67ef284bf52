import { closeSync, openSync } from 'node:fs';

/** The mode of a folder that nobody but this user may look into. */
export const PRIVATE_FOLDER = 0o700;

/** The mode of a file with prompts or answers. */
export const PRIVATE_FILE = 0o600;

/** The mode of a file of public data, as the umask has it. */
export const PUBLIC_FILE = 0o666;

/** Makes an empty file where there is nothing: for SQLite, which would let others read it. Where it can't be made, SQLite says why. */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE));
  } catch {
    // It is there already, or can't be made.
  }
}
