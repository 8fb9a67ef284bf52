import { sampleEvent } from '../../test/contracts/sample-job.ts';
import { encodeEvents, type EventBatch } from '../domain/event-batch.ts';
import type { EarlyEnd } from '../evaluation/early-stop.ts';
import type { Decision } from '../domain/job-stopper.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import type { PreparedJob, PrepareOptions, Runner } from '../domain/runner.ts';

export const DATASET = { datasetPath: '/projects/data.jsonl', datasetSha256: '00', exampleCount: 3 };

export const SOURCES = { programSha256: '01', metricsSha256: null, promptSha256: '02' };

/** A job of three trials whose events come when the test sends them. */
export class ManualJob implements PreparedJob {
  readonly dataset = DATASET;
  readonly sources = SOURCES;
  readonly plannedTrials = 3;
  readonly plannedScorings = 0;
  readonly started = Promise.withResolvers<AbortSignal>();
  isReleased = false;
  earlyEnd: EarlyEnd | null = null;
  waiting: string | null = null;
  inFlight = 0;
  cutOff: CallTelemetryPayload | undefined;
  #items: (EventBatch | Error | 'end')[] = [];
  #wake: () => void = () => undefined;
  #jobId = '';

  async *start(jobId: string, signal: AbortSignal): AsyncGenerator<EventBatch> {
    this.#jobId = jobId;
    this.started.resolve(signal);
    signal.addEventListener('abort', () => this.#put('end'));
    for (;;) {
      const next = this.#items.shift();
      if (next === 'end') return;
      if (next instanceof Error) throw next;
      if (next === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else yield next;
    }
  }

  decide({ comparisonId, samples, because }: Decision): void {
    this.end({ stopped: { reason: 'decided', comparison_id: comparisonId, samples, because } });
  }

  release(): void {
    this.isReleased = true;
  }

  sendTrials(firstSeq: number, count: number): void {
    this.#put(encodeEvents(Array.from({ length: count }, (_, index) => sampleEvent(this.#jobId, firstSeq + index))));
  }

  end(earlyEnd: EarlyEnd | null = null): void {
    this.earlyEnd = earlyEnd;
    this.#put('end');
  }

  fail(error: Error): void {
    this.#put(error);
  }

  #put(item: EventBatch | Error | 'end'): void {
    this.#items.push(item);
    this.#wake();
  }
}

/** Prepares the jobs that it admits, once the test resolves `prepared`. */
export class ManualRunner implements Runner {
  /** Resolves once a job is admitted. */
  preparing = Promise.withResolvers<undefined>();
  prepared = Promise.withResolvers<PreparedJob>();

  async prepare(_spec: unknown, { admit, signal }: PrepareOptions = {}): Promise<PreparedJob> {
    await admit?.();
    this.preparing.resolve(undefined);
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
      this.prepared.promise.then(resolve, reject);
    });
  }

  catalog(): Promise<never> {
    return Promise.reject(new Error('not asked for'));
  }

  async checkStart(): Promise<void> {}

  async close(): Promise<void> {}
}
