import { batchFrom, type EventBatch } from '../../domain/event-batch.ts';
import { fileState } from '../../files/file-state.ts';
import type { EventLog } from './event-log.ts';
import { EventLogWriter } from './event-log-writer.ts';
import { PAGE_BYTES } from './read-page.ts';
import { RecentBatches } from './recent-batches.ts';

const RECENT_BYTES = 2 * 1024 * 1024;

/** The event log of a job that this process runs: it appends, and serves what is durable. */
export class RunningLog {
  readonly #log: EventLog;
  readonly #writer: EventLogWriter;
  readonly #recent = new RecentBatches(RECENT_BYTES);
  #placeOffset: number;

  /** Opens the log behind its last whole line. */
  static async open(log: EventLog): Promise<RunningLog> {
    const state = await fileState(log.path);
    const end = await log.end(state?.size ?? 0);
    return new RunningLog(log, await EventLogWriter.open(log.path, end));
  }

  private constructor(log: EventLog, writer: EventLogWriter) {
    this.#log = log;
    this.#writer = writer;
    this.#placeOffset = writer.end.offset;
    log.remember(writer.end);
  }

  async append(batch: EventBatch): Promise<void> {
    const start = this.#writer.end;
    await this.#writer.append(batch);
    this.#recent.add(batch);
    if (this.#writer.end.offset - this.#placeOffset > PAGE_BYTES) {
      this.#placeOffset = start.offset;
      this.#log.remember(start);
    }
  }

  async *read(fromSeq: number): AsyncGenerator<EventBatch> {
    const end = this.#writer.end;
    for (let next = fromSeq; next < end.seq;) {
      const recent = this.#recent.holding(next);
      const batch = recent ? batchFrom(recent, next) : await this.#log.batchAt(next, end.offset);
      if (batch === undefined) return;

      yield batch;
      next = batch.firstSeq + batch.count;
    }
  }

  async close(): Promise<void> {
    await this.#writer.close();
  }
}
