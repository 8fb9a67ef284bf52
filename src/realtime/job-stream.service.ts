import { Inject, Injectable } from '@nestjs/common';
import { JobNotFoundError } from '../domain/errors.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { EventBus } from '../events/event-bus.ts';
import { followJob } from './follow-job.ts';
import { PING_FRAME, sseFrames } from './sse-frames.ts';

const PING_MS = 15_000;

@Injectable()
export class JobStreamService {
  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
  ) {}

  /** A job's events as the bytes of an event stream. Throws `job_not_found` before the first byte, and never after. */
  async stream(jobId: string, fromSeq: number, signal: AbortSignal): Promise<AsyncGenerator<Buffer>> {
    if ((await this.store.find(jobId)) === undefined) throw new JobNotFoundError();
    return this.#frames(jobId, fromSeq, signal);
  }

  async *#frames(jobId: string, fromSeq: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    for await (const item of followJob({ store: this.store, bus: this.bus }, jobId, { fromSeq, signal, idleMs: PING_MS })) {
      yield item === 'idle' ? PING_FRAME : sseFrames(item);
    }
  }
}
