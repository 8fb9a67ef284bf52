import { LRUCache } from 'lru-cache';
import { fileState } from '../../files/file-state.ts';
import { EventLog } from './event-log.ts';
import type { JobFolder } from './job-folder.ts';
import { PageCache } from './page-cache.ts';

const PAGES_BYTES = 16 * 1024 * 1024;
const MAX_LOGS = 512;

/** Larger logs are not searched for damage before somebody reads them. */
const MAX_INSPECTED_BYTES = 16 * 1024 * 1024;

interface KnownLog {
  readonly log: EventLog;
  readonly inode: bigint;
  /** Bytes of the file that may be read. */
  size: number;
  /** Bytes that were searched for damage. */
  inspected: number;
}

/** The event logs that were read lately, with what is known about them. */
export class JobLogs {
  readonly #pages = new PageCache(PAGES_BYTES);
  readonly #logs = new LRUCache<string, KnownLog>({ max: MAX_LOGS });

  /** The log of a job as it is now; a new one when the file was replaced or cut. A missing file is an empty log. */
  async of(folder: JobFolder): Promise<KnownLog> {
    const { inode, size } = (await fileState(folder.events)) ?? { inode: 0n, size: 0 };
    const known = this.#logs.get(folder.jobId);
    if (known?.inode === inode && known.size <= size) {
      known.size = size;
      return known;
    }
    const fresh = { log: new EventLog(folder.events, this.#pages), inode, size, inspected: 0 };
    this.#logs.set(folder.jobId, fresh);
    return fresh;
  }

  /** The damaged lines of a job that has ended, counted from 1: all of them, or of a very large log those known. */
  async damage(folder: JobFolder): Promise<readonly number[]> {
    const known = await this.of(folder);
    const { log, size } = known;
    if (known.inspected < size && size <= MAX_INSPECTED_BYTES) {
      const end = await log.end(size);
      if (end.offset < size) log.noteDamage([end.line + 1]);

      known.inspected = size;
    }
    return log.damagedLines;
  }

  /** Takes note that what this process wrote itself needs no inspection. */
  async trust(folder: JobFolder): Promise<void> {
    const known = await this.of(folder);
    known.inspected = known.size;
  }

  forget(jobId: string): void {
    this.#logs.delete(jobId);
  }

  clear(): void {
    this.#logs.clear();
    this.#pages.clear();
  }
}
