import { stat } from 'node:fs/promises';
import { isMissing } from './error-code.ts';

/** A file or folder at one moment, as far as it shows without being read. */
export interface FileState {
  /** Differs from one state to the next, unless two changes come within the resolution of the file system's clock. */
  readonly stamp: string;
  readonly isFile: boolean;
  readonly inode: bigint;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The state of a file or folder now, or `undefined` when there is none. Throws any other system error. */
export async function fileState(path: string): Promise<FileState | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    const { mtimeNs, ino, size } = stats;
    return {
      stamp: `${mtimeNs}:${ino}:${size}`,
      isFile: stats.isFile(),
      inode: ino,
      size: Number(size),
      modifiedMs: Number(mtimeNs / 1_000_000n),
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
