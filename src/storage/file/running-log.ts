import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { UnavailableError } from '../../domain/errors.ts';
import { batchFrom, type EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import { fileState } from '../../files/file-state.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { PRIVATE_FILE } from '../../files/private-mode.ts';
import type { EventLog } from './event-log.ts';
import type { JobFolder } from './job-folder.ts';
import { LOG_START, PAGE_BYTES, type Position } from './event-page.ts';

const NEWLINE = 10;
const RECENT_BYTES = 2 * 1024 * 1024;

interface OpenLog {
  readonly log: EventLog;
  readonly handle: FileHandle;
}

/** A job that this process runs. */
export interface RunningJob {
  job: Job;
  readonly folder: JobFolder;
  readonly log: RunningLog;
}

/**
 * The event log of a job that this process runs: it appends events and serves those that are durable. There is one for each
 * log; it opens its file at the first event.
 */
export class RunningLog {
  readonly #findLog: () => Promise<EventLog>;
  readonly #isDurable: boolean;
  readonly #recent = new RecentBatches(RECENT_BYTES);
  #opening: Promise<OpenLog> | undefined;
  #opened: OpenLog | undefined;
  /** After the last event that is durable. */
  #end = LOG_START;
  #placeOffset = 0;
  #isWriting = false;
  #isTorn = false;

  /** Of a log that can be had again from elsewhere, `isDurable` is false: then a loss of power may take what was appended. */
  constructor(findLog: () => Promise<EventLog>, isDurable = true) {
    this.#findLog = findLog;
    this.#isDurable = isDurable;
  }

  /** Whether it can be read. It can't before the first event: nothing was appended by this process until then. */
  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /**
   * Writes a batch, durably. It must follow the last event and end with a newline. When writing fails, the log ends where it
   * did before, and the batch may be tried again. Returns where the batch begins. Throws `unavailable` once the file has been removed.
   */
  async append(batch: EventBatch): Promise<number> {
    const { log, handle } = this.#opened ?? (await this.#open());
    this.#check(batch);
    const start = this.#end;
    this.#isWriting = true;
    try {
      await this.#cutTorn(handle);
      await writeAt(handle, batch.bytes, start.offset);
      const [{ nlink }] = await Promise.all([handle.stat(), this.#isDurable && handle.datasync()]);
      if (nlink === 0) throw new UnavailableError('the event log of the job was removed');
    } catch (error) {
      this.#isTorn = true;
      await this.#cutTorn(handle).catch(() => undefined);
      throw error;
    } finally {
      this.#isWriting = false;
    }
    this.#end = after(start, batch);
    this.#recent.add(batch);
    if (this.#end.offset - this.#placeOffset > PAGE_BYTES) {
      this.#placeOffset = start.offset;
      log.remember(start);
    }
    return start.offset;
  }

  /** The events that are durable now, from `fromSeq` on. Only while it is open. */
  async *read(fromSeq: number): AsyncGenerator<EventBatch> {
    const end = this.#end;
    for (let next = fromSeq; next < end.seq;) {
      const recent = this.#recent.holding(next);
      const batch = recent ? batchFrom(recent, next) : await this.#opened?.log.batchAt(next, end.offset);
      if (batch === undefined) return;
      yield batch;
      next = batch.firstSeq + batch.count;
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    this.#opened = undefined;
    this.#opening = undefined;
    await opened?.handle.close();
  }

  async #open(): Promise<OpenLog> {
    this.#opening ??= this.#openFile();
    try {
      this.#opened = await this.#opening;
      return this.#opened;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** Begins after the last whole line and cuts off the rest, which a crash left. */
  async #openFile(): Promise<OpenLog> {
    const log = await this.#findLog();
    const end = await log.end((await fileState(log.path))?.size ?? 0);
    const handle = await openRegularFile(log.path, constants.O_RDWR | constants.O_CREAT, PRIVATE_FILE);
    try {
      await handle.truncate(end.offset);
    } catch (error) {
      await handle.close();
      throw error;
    }
    this.#end = end;
    this.#placeOffset = end.offset;
    log.remember(end);
    return { log, handle };
  }

  #check(batch: EventBatch): void {
    if (this.#isWriting) throw new Error('the batch before this one is still being written');
    if (batch.firstSeq !== this.#end.seq) throw new Error(`the next event is ${this.#end.seq}, not ${batch.firstSeq}`);
    if (batch.bytes.at(-1) !== NEWLINE) throw new Error('a batch ends with a newline');
  }

  /** Cuts off what a failed write left. If that fails too, the next write first tries again. */
  async #cutTorn(handle: FileHandle): Promise<void> {
    if (this.#isTorn) {
      await handle.truncate(this.#end.offset);
      // A loss of power may otherwise bring it back.
      await handle.datasync();
      this.#isTorn = false;
    }
  }
}

function after({ seq, offset, line }: Position, batch: EventBatch): Position {
  return { seq: seq + batch.count, offset: offset + batch.bytes.length, line: line + batch.count };
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, offset + written);
    written += bytesWritten;
  }
}

/** The last batches that were appended, up to a number of bytes, so that followers of a running job need no disk. */
class RecentBatches {
  readonly #maxBytes: number;
  #batches: EventBatch[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(batch: EventBatch): void {
    this.#batches.push(batch);
    this.#bytes += batch.bytes.length;
    if (this.#bytes > this.#maxBytes) this.#forgetOldest();
  }

  /** The batch that holds an event. */
  holding(seq: number): EventBatch | undefined {
    const batch = this.#batches.findLast((candidate) => candidate.firstSeq <= seq);
    return batch && seq < batch.firstSeq + batch.count ? batch : undefined;
  }

  /** Down to half of the limit, so that a long job does not move the rest at every batch. */
  #forgetOldest(): void {
    let forgotten = 0;
    while (this.#bytes > this.#maxBytes / 2 && forgotten < this.#batches.length) {
      this.#bytes -= this.#batches[forgotten]?.bytes.length ?? 0;
      forgotten++;
    }
    this.#batches = this.#batches.slice(forgotten);
  }
}
