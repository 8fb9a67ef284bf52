import { hash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AssayError, UnusableRequestError } from '../domain/errors.ts';
import { type JobSpec, recordedFields } from '../domain/job-fields.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { type KeyedStart, START_KEYS, type StartKeys } from '../domain/start-keys.ts';
import { canonicalJson } from '../evaluation/canonical-json.ts';
import { JobsService } from './jobs.service.ts';

/** Letters, digits and signs of ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A start under way in this process. */
interface Flight {
  readonly requestSha256: string;
  readonly jobId: Promise<string>;
  /** Whether each of those who wait for it still does. */
  readonly awaited: (() => boolean)[];
}

/**
 * Starts jobs so that a request that is sent again, because its answer was lost, starts none: requests with the same key are one
 * request for a day, also while the first is under way and after a restart.
 */
@Injectable()
export class KeyedStarts {
  readonly #flights = new Map<string, Flight>();

  constructor(
    @Inject(START_KEYS) private readonly keys: StartKeys,
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly jobs: JobsService,
  ) {}

  /**
   * Starts a job, and returns its id; with a key that was used, that of the job which was started with it. Throws as
   * `JobsService.start` does, `unusable_request` for a key that can't be one, and `key_reused` if it was used for another job.
   */
  async start(spec: JobSpec, key: string | undefined, isAwaited: () => boolean): Promise<string> {
    if (key === undefined) return (await this.jobs.start(spec, { isAwaited })).id;
    if (!KEY.test(key)) {
      throw new UnusableRequestError(
        'the header Idempotency-Key must have 1 to 255 letters, digits or signs of ASCII, without blanks, such as a UUID',
      );
    }

    const requestSha256 = hash('sha256', canonicalJson({ kind: spec.kind, ...recordedFields(spec) }));
    const flight = this.#flights.get(key) ?? this.#take(key, spec, requestSha256);
    checkSame(flight.requestSha256, requestSha256);
    flight.awaited.push(isAwaited);
    return flight.jobId;
  }

  #take(key: string, spec: JobSpec, requestSha256: string): Flight {
    const awaited: Flight['awaited'] = [];
    const isAwaited = (): boolean => awaited.some((isOne) => isOne());
    const jobId = this.#startOnce(key, spec, requestSha256, isAwaited).finally(() => this.#flights.delete(key));
    const flight = { requestSha256, jobId, awaited };
    this.#flights.set(key, flight);
    return flight;
  }

  async #startOnce(key: string, spec: JobSpec, requestSha256: string, isAwaited: () => boolean): Promise<string> {
    const ours: KeyedStart = { jobId: randomUUID(), requestSha256, hasStarted: false };
    // Before the job, so that a crash between the two leaves a key whose job is started under the same id when it comes again.
    const kept = (await this.keys.find(key)) ?? (await this.keys.keep(key, ours));
    checkSame(kept.requestSha256, requestSha256);
    const { jobId } = kept;
    if (kept.hasStarted || (await this.store.find(jobId)) !== undefined) return jobId;
    try {
      await this.jobs.start(spec, { isAwaited, jobId });
    } catch (error) {
      // Another process may have been faster with the same key, and have the place too.
      if ((await this.store.find(jobId)) !== undefined) return jobId;
      if (kept === ours) await this.keys.forget(key).catch(() => undefined);
      throw error;
    }
    await this.keys.confirm(key, kept).catch(() => undefined);
    return jobId;
  }
}

function checkSame(kept: string, asked: string): void {
  if (kept === asked) return;
  throw new AssayError(
    'key_reused',
    'this Idempotency-Key was used for another request: send each new request with a new key, and the same one only with the same body',
  );
}
