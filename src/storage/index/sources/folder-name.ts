import { hash } from 'node:crypto';

/** A name for a folder that no other id has, on any file system: the id where it is plain, else its hash. */
export function folderName(id: string): string {
  return /^[a-z0-9][a-z0-9_-]{0,99}$/.test(id) ? id : `~${hash('sha256', id)}`;
}
