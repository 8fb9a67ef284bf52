import { LRUCache } from 'lru-cache';
import { errorCode } from '../../files/error-code.ts';
import { type FileState, fileState } from '../../files/file-state.ts';
import { EventLog } from './event-log.ts';
import { PageCache } from './event-page.ts';
import type { JobFolder } from './job-folder.ts';

const PAGES_BYTES = 8 * 1024 * 1024;
const MAX_LOGS = 512;

/** Larger logs are not searched for damage: what is known about them comes from those who read them. */
const MAX_SEARCHED_BYTES = 16 * 1024 * 1024;

interface KnownLog {
  readonly log: EventLog;
  readonly inode: bigint;
  /** Bytes of the file that may be read. */
  size: number;
  /** Bytes that were searched for damage. */
  searched: number;
}

/** The event logs that were read lately, with what is known about them. */
export class JobLogs {
  readonly #pages = new PageCache(PAGES_BYTES);
  readonly #logs = new LRUCache<string, KnownLog>({ max: MAX_LOGS });

  /** The log of a job as it is now; a new one if the file was replaced or cut. A missing file is an empty log. */
  async of(folder: JobFolder): Promise<KnownLog> {
    const { inode, size } = (await logState(folder.events)) ?? { inode: 0n, size: 0 };
    const known = this.#logs.get(folder.jobId);
    if (known?.inode === inode && known.size <= size) {
      known.size = size;
      return known;
    }
    const fresh = { log: new EventLog(folder.events, this.#pages), inode, size, searched: 0 };
    this.#logs.set(folder.jobId, fresh);
    return fresh;
  }

  /** The damaged lines of a job that has ended, counted from 1: all of them, or those known of a log that is very large. */
  async damage(folder: JobFolder): Promise<readonly number[]> {
    const known = await this.of(folder);
    const { log, size } = known;
    if (known.searched < size && size <= MAX_SEARCHED_BYTES) {
      const end = await log.end(size);
      if (end.offset < size) log.noteDamage([end.line + 1]);

      known.searched = size;
    }
    return log.damagedLines;
  }

  /** Whether something else than a file is in the place of the log. */
  async isNoFile({ events }: JobFolder): Promise<boolean> {
    return (await logState(events))?.isFile === false;
  }

  /** Takes a log that this process wrote itself as whole: it needs no search. */
  async trust(folder: JobFolder): Promise<void> {
    const known = await this.of(folder);
    known.searched = known.size;
  }

  forget(jobId: string): void {
    this.#logs.delete(jobId);
  }

  clear(): void {
    this.#logs.clear();
    this.#pages.clear();
  }
}

/** A link that leads to itself leads to no log. */
async function logState(path: string): Promise<FileState | undefined> {
  try {
    return await fileState(path);
  } catch (error) {
    if (errorCode(error) === 'ELOOP') return undefined;
    throw error;
  }
}
