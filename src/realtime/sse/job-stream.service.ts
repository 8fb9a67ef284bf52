import { Inject, Injectable } from '@nestjs/common';
import { JobNotFoundError } from '../../domain/errors.ts';
import { JOB_STORE, type JobStore } from '../../domain/job-store.ts';
import { EventBus } from '../../events/event-bus.ts';
import { OpenStreams } from '../../events/open-streams.ts';
import { eventStream, PING_MS } from '../../feed/event-stream.ts';
import { followJob } from '../../feed/follow-job.ts';

@Injectable()
export class JobStreamService {
  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
    private readonly open: OpenStreams,
  ) {}

  /**
   * A job's events as the bytes of an event stream. `signal` aborts when the connection is closed by either side.
   * Throws `job_not_found` before the first byte, never after it.
   */
  async stream(jobId: string, fromSeq: number, signal: AbortSignal): Promise<AsyncGenerator<Buffer>> {
    const found = await this.store.find(jobId);
    if (found === undefined) throw new JobNotFoundError();
    this.open.track(signal);
    const source = { store: this.store, bus: this.bus };
    return eventStream(followJob(source, jobId, { fromSeq, signal, idleMs: PING_MS, found }));
  }
}
