import { hash } from 'node:crypto';
import { canonicalJson } from '../evaluation/canonical-json.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { AssayError, UnusableRequestError } from './errors.ts';
import type { KeyedStart, StartKeys } from './start-keys.ts';

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
export interface KeyedRequest {
  /** All that makes it another request than one with the same key. */
  readonly asks: JsonObject;
  /** What it is about, as it is before; of what is new only the id. */
  readonly before: () => Promise<Pick<KeyedStart, 'jobId' | 'resumedBefore'>>;
  /** Whether what it is about shows that it was carried out, though that was not noted. */
  readonly isUnderWay: (kept: KeyedStart) => Promise<boolean>;
  readonly isOfNew: boolean;
  readonly run: (id: string, isAwaited: () => boolean) => Promise<unknown>;
}

/**
 * Carries requests out once: requests with the same key are one request for a day, also while the first is under way and after a restart.
 * Throws what they throw, `unusable_request` for a key that can't be one, and `key_reused` if it was used for another request.
 */
export class KeyedRequests {
  readonly #flights = new Map<string, Flight>();
  readonly #keys: StartKeys;

  constructor(keys: StartKeys) {
    this.#keys = keys;
  }

  /** The id of what the request is about; with a key that was used, of what the first one with it was. */
  async once({ key, isAwaited }: Asked, request: KeyedRequest): Promise<string> {
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

  #take(key: string, request: KeyedRequest, requestSha256: string): Flight {
    const awaited: Flight['awaited'] = [];
    const isAwaited = (): boolean => awaited.some((isOne) => isOne());
    const jobId = this.#runOnce(key, request, requestSha256, isAwaited).finally(() => this.#flights.delete(key));
    const flight = { requestSha256, jobId, awaited };
    this.#flights.set(key, flight);
    return flight;
  }

  async #runOnce(key: string, request: KeyedRequest, requestSha256: string, isAwaited: () => boolean): Promise<string> {
    const ours: KeyedStart = { ...(await request.before()), requestSha256, hasStarted: false };
    // Before the work, so that a crash between the two leaves a key whose work is done under the same id when it comes again.
    const kept = (await this.#keys.find(key)) ?? (await this.#keys.keep(key, ours));
    checkSame(kept.requestSha256, requestSha256);
    const { jobId } = kept;
    if (kept.hasStarted || (kept !== ours && (await request.isUnderWay(kept)))) return jobId;
    try {
      await request.run(jobId, isAwaited);
    } catch (error) {
      if (await this.#wasDoneElsewhere(key, request, kept)) return jobId;
      if (kept === ours) await this.#keys.forget(key).catch(() => undefined);
      throw error;
    }
    await this.#keys.confirm(key, kept).catch(() => undefined);
    return jobId;
  }

  /** Another process may have been faster with the same key, and have the place too. */
  async #wasDoneElsewhere(key: string, request: KeyedRequest, kept: KeyedStart): Promise<boolean> {
    if ((await this.#keys.find(key))?.hasStarted === true) return true;
    // What others made go on meanwhile does not go on as was asked here.
    return request.isOfNew && (await request.isUnderWay(kept));
  }
}

function checkSame(kept: string, asked: string): void {
  if (kept === asked) return;
  throw new AssayError(
    'key_reused',
    'this Idempotency-Key was used for another request: send each new request with a new key, and the same one only with the same body',
  );
}
