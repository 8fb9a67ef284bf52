import { hash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AssayError, JobNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { recordedFields } from '../domain/recorded-fields.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { type KeyedStart, START_KEYS, type StartKeys } from '../domain/start-keys.ts';
import { canonicalJson } from '../evaluation/canonical-json.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { JobsService, type Resumed, type ResumeOptions } from './jobs.service.ts';
import type { ScoreRequest } from './scoring-spec.ts';

/** Letters, digits and signs of ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A request under way in this process. */
interface Flight {
  readonly requestSha256: string;
  readonly jobId: Promise<string>;
  /** Whether each of those who wait for it still does. */
  readonly awaited: (() => boolean)[];
}

/** The header of a request, and whether somebody still waits for its answer. */
export interface Asked {
  readonly key: string | undefined;
  readonly isAwaited: () => boolean;
}

/** What a request asks for. */
interface Request {
  /** All that makes it another request than one with the same key. */
  readonly asks: JsonObject;
  /** The job that it is about, as it is before; of a new one only the id. */
  readonly before: () => Promise<Pick<KeyedStart, 'jobId' | 'resumedBefore'>>;
  readonly isOfNewJob: boolean;
  readonly run: (jobId: string, isAwaited: () => boolean) => Promise<unknown>;
}

const NEW_JOB = { isOfNewJob: true, before: async () => ({ jobId: randomUUID() }) };

/**
 * Starts jobs, or makes them go on, so that a request that is sent again, because its answer was lost, does nothing: requests with the same
 * key are one request for a day, also while the first is under way and after a restart. All methods throw as those of `JobsService` do,
 * `unusable_request` for a key that can't be one, and `key_reused` if it was used for another request.
 */
@Injectable()
export class KeyedStarts {
  readonly #flights = new Map<string, Flight>();

  constructor(
    @Inject(START_KEYS) private readonly keys: StartKeys,
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly jobs: JobsService,
  ) {}

  /** Starts a job, and returns its id; with a key that was used, that of the job which was started with it. */
  start(spec: JobSpec, asked: Asked): Promise<string> {
    return this.#once(asked, {
      ...NEW_JOB,
      asks: { kind: spec.kind, ...recordedFields(spec) },
      run: (jobId, isAwaited) => this.jobs.start(spec, { isAwaited, jobId }),
    });
  }

  /** The same for a job that scores the outputs of another. */
  score(sourceId: string, request: ScoreRequest, asked: Asked): Promise<string> {
    return this.#once(asked, {
      ...NEW_JOB,
      asks: { scores: sourceId, ...jsonOf(request) },
      run: (jobId, isAwaited) => this.jobs.score(sourceId, request, { isAwaited, jobId }),
    });
  }

  /** Makes a job go on, once with a key: where it was made to before, it is as it is now. Throws `job_not_found` as well. */
  async resume(jobId: string, options: ResumeOptions, asked: Asked): Promise<Resumed> {
    let resumed: Resumed | undefined;
    await this.#once(asked, {
      asks: { resumes: jobId, ...jsonOf(options) },
      before: async () => ({ jobId, resumedBefore: (await this.#existing(jobId)).resumed?.at ?? null }),
      isOfNewJob: false,
      run: async (_jobId, isAwaited) => (resumed = await this.jobs.resume(jobId, options, isAwaited)),
    });
    return resumed ?? { job: await this.#existing(jobId), note: null };
  }

  async #once({ key, isAwaited }: Asked, request: Request): Promise<string> {
    if (key === undefined) {
      const { jobId } = await request.before();
      await request.run(jobId, isAwaited);
      return jobId;
    }
    if (!KEY.test(key)) {
      throw new UnusableRequestError(
        'the header Idempotency-Key must have 1 to 255 letters, digits or signs of ASCII, without blanks, such as a UUID',
      );
    }

    const requestSha256 = hash('sha256', canonicalJson(request.asks));
    const flight = this.#flights.get(key) ?? this.#take(key, request, requestSha256);
    checkSame(flight.requestSha256, requestSha256);
    flight.awaited.push(isAwaited);
    return flight.jobId;
  }

  #take(key: string, request: Request, requestSha256: string): Flight {
    const awaited: Flight['awaited'] = [];
    const isAwaited = (): boolean => awaited.some((isOne) => isOne());
    const jobId = this.#runOnce(key, request, requestSha256, isAwaited).finally(() => this.#flights.delete(key));
    const flight = { requestSha256, jobId, awaited };
    this.#flights.set(key, flight);
    return flight;
  }

  async #runOnce(key: string, request: Request, requestSha256: string, isAwaited: () => boolean): Promise<string> {
    const ours: KeyedStart = { ...(await request.before()), requestSha256, hasStarted: false };
    // Before the job, so that a crash between the two leaves a key whose job is started under the same id when it comes again.
    const kept = (await this.keys.find(key)) ?? (await this.keys.keep(key, ours));
    checkSame(kept.requestSha256, requestSha256);
    const { jobId } = kept;
    if (kept.hasStarted || (kept !== ours && (await this.#isUnderWay(request, kept)))) return jobId;
    try {
      await request.run(jobId, isAwaited);
    } catch (error) {
      if (await this.#wasDoneElsewhere(key, request, kept)) return jobId;
      if (kept === ours) await this.keys.forget(key).catch(() => undefined);
      throw error;
    }
    await this.keys.confirm(key, kept).catch(() => undefined);
    return jobId;
  }

  async #existing(jobId: string): Promise<Job> {
    const job = await this.store.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return job;
  }

  /** Whether the job shows that the request was carried out, though that was not noted. */
  async #isUnderWay({ isOfNewJob }: Request, { jobId, resumedBefore }: KeyedStart): Promise<boolean> {
    const job = await this.store.find(jobId);
    return job !== undefined && (isOfNewJob || (job.resumed?.at ?? null) !== resumedBefore);
  }

  /** Another process may have been faster with the same key, and have the place too. */
  async #wasDoneElsewhere(key: string, request: Request, kept: KeyedStart): Promise<boolean> {
    if ((await this.keys.find(key))?.hasStarted === true) return true;
    // A job that others made go on meanwhile does not go on as was asked here.
    return request.isOfNewJob && (await this.#isUnderWay(request, kept));
  }
}

function checkSame(kept: string, asked: string): void {
  if (kept === asked) return;
  throw new AssayError(
    'key_reused',
    'this Idempotency-Key was used for another request: send each new request with a new key, and the same one only with the same body',
  );
}

/** What is not given makes no difference. */
function jsonOf(asked: object): JsonObject {
  return JSON.parse(JSON.stringify(asked)) as JsonObject;
}
