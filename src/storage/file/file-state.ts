import { stat } from 'node:fs/promises';
import { errorCode } from '../../domain/error-code.ts';

/** What tells one state of a file from another without reading it. */
export interface FileState {
  readonly stamp: string;
  readonly inode: bigint;
  readonly size: number;
  readonly modifiedMs: number;
}

/** The state of a file or folder now, `undefined` where there is none. */
export async function fileState(path: string): Promise<FileState | undefined> {
  try {
    const { mtimeNs, ino, size } = await stat(path, { bigint: true });
    return { stamp: `${mtimeNs}:${ino}:${size}`, inode: ino, size: Number(size), modifiedMs: Number(mtimeNs / 1_000_000n) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String(errorCode(error)))) return undefined;

    throw error;
  }
}
