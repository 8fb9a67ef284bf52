import { CallPace, type PaceOptions, type Refused } from './call-pace.ts';
import { Circuit, type CircuitOptions, type Outage, type OutageSign } from './circuit.ts';
import type { PacedCall } from './passed-calls.ts';

/** Why calls wait that can't start yet. Times are in milliseconds since 1970. */
export type Hold =
  | { readonly kind: 'outage'; readonly since: number; readonly until: number; readonly error: unknown }
  | { readonly kind: 'limit'; readonly until: number; readonly error: unknown };

export interface LimiterOptions extends PaceOptions, CircuitOptions {
  /** Hears of every hold, and of its end. */
  readonly onHold: (hold: Hold | null) => void;
}

/** The provider was down for so long that its calls fail. */
export class OutageError extends Error {
  override readonly name = 'OutageError';
  /** What the last call failed with. */
  override readonly cause: unknown;

  constructor(milliseconds: number, cause: unknown) {
    super(`the provider has been down for ${Math.round(milliseconds / 1_000)} s`);
    this.cause = cause;
  }
}

/** A shorter pause is not worth a word. */
const TOLD_PAUSE_MS = 2_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Waiter {
  readonly call: object;
  readonly admit: (place: Place) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a failure tells about the provider. */
export interface Signs {
  /** How long it asks to wait. */
  readonly askedMs: number | null;
  /** `null` where it shows that the provider is up. */
  readonly sign: OutageSign | null;
}

interface Failing extends Signs {
  readonly error: unknown;
  readonly lastOf: number | null;
}

/** A call that may start now; say once how it ended. */
export interface Place {
  /** The provider answered; `pauseMs`: how long it wants no further call. */
  answered(pauseMs: number): void;
  /** The provider refused it for now. */
  refused(error: unknown, signs: Signs): Refused;
  /** It failed; `lastOf` where it may not fail again: how many of its attempts did. Returns whether the provider is down, or may be. */
  failed(error: unknown, signs: Signs, lastOf: number | null): boolean;
  /** It was broken off by us. */
  ended(): void;
}

/**
 * Lets the calls of one model start: at the pace that its provider takes them, and none but probes while it is down. Calls that were refused go before
 * new ones. Shared by all that ask the model.
 */
export class CallLimiter {
  readonly #options: LimiterOptions;
  readonly #pace: CallPace;
  readonly #circuit: Circuit;
  readonly #again: Waiter[] = [];
  readonly #fresh: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #hold: Hold | null = null;
  /** The last. */
  #refusal: unknown = null;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#pace = new CallPace(options);
    this.#circuit = new Circuit(options);
  }

  /** A place at once, or `null` where the call has to wait for one. */
  tryEnter(call: object): Place | null {
    if (this.#again.length + this.#fresh.length > 0 || this.#startAt() > performance.now()) return null;
    return this.#place(call);
  }

  /**
   * Waits for a place; `isAgain` for a call that was tried before. Rejects with the signal's reason when it aborts, and with an `OutageError` once an
   * outage has lasted too long.
   */
  async enter(call: object, isAgain: boolean, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    const queue = isAgain ? this.#again : this.#fresh;
    const { promise, resolve, reject } = Promise.withResolvers<Place>();
    const waiter = { call, admit: resolve, reject };
    const leave = (): void => {
      const at = queue.indexOf(waiter);
      if (at >= 0) queue.splice(at, 1);
      reject(signal.reason as Error);
      this.#advance();
    };
    signal.addEventListener('abort', leave, { once: true });
    queue.push(waiter);
    this.#advance();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Lets start whoever may, and sets the timer for the next one. */
  #advance(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const now = performance.now();
      this.#giveUpAfterAll(now);
      if (this.#again.length + this.#fresh.length === 0) break;
      const startAt = this.#startAt();
      if (startAt > now) {
        this.#wakeAt(Math.min(startAt, this.#circuit.outage?.givenUpAt ?? Infinity), now);
        break;
      }
      const waiter = this.#next();
      waiter?.admit(this.#place(waiter.call));
    }
    this.#tellHold();
  }

  /** Another one than a suspect, if there is one: its end shows more. */
  #next(): Waiter | undefined {
    const suspect = this.#circuit.outage?.suspect ?? null;
    for (const queue of [this.#again, this.#fresh]) {
      const at = queue.findIndex(({ call }) => call !== suspect);
      if (at >= 0) return queue.splice(at, 1)[0];
    }
    return this.#again.shift() ?? this.#fresh.shift();
  }

  #startAt(): number {
    const { outage } = this.#circuit;
    if (outage === null) return this.#pace.nextStartAt();
    return outage.isProbing ? Infinity : outage.nextProbeAt;
  }

  #wakeAt(time: number, now: number): void {
    if (time === Infinity) return;
    this.#timer = setTimeout(() => this.#advance(), Math.min(Math.ceil(time - now), LONGEST_TIMER_MS));
  }

  #giveUpAfterAll(now: number): void {
    const { outage } = this.#circuit;
    if (outage === null || now < outage.givenUpAt) return;
    this.#circuit.giveUp();
    if (outage.suspect !== null) return;
    const waiters = [...this.#again.splice(0), ...this.#fresh.splice(0)];
    for (const { reject } of waiters) reject(new OutageError(now - outage.since, outage.error));
  }

  #place(call: object): Place {
    const isProbe = this.#circuit.outage !== null;
    if (isProbe) this.#circuit.probe();
    const paced = this.#pace.start(performance.now());
    return {
      answered: (pauseMs) => this.#afterwards((now) => this.#answered(call, paced, now, pauseMs)),
      refused: (error, { askedMs, sign }) =>
        this.#afterwards((now) => this.#refused(call, paced, now, { error, askedMs, sign, lastOf: null })),
      failed: (error, { askedMs, sign }, lastOf) =>
        this.#afterwards((now) => this.#failed(call, now, { error, askedMs, sign, lastOf })),
      ended: () => this.#afterwards(() => this.#ended(isProbe)),
    };
  }

  #afterwards<Result>(end: (now: number) => Result): Result {
    const result = end(performance.now());
    this.#advance();
    return result;
  }

  #answered(call: object, paced: PacedCall, now: number, pauseMs: number): void {
    this.#revive(call);
    this.#pace.answered(paced, now);
    if (pauseMs > 0) this.#pace.pause(now, Math.min(pauseMs, this.#options.longestPauseMs));
  }

  #refused(call: object, paced: PacedCall, now: number, { sign, ...failure }: Failing): Refused {
    if (sign === null) this.#revive(call);
    else this.#circuit.failed(call, now, sign, failure);
    const refused = this.#pace.refused(paced, now, failure.askedMs);
    this.#refusal = failure.error;
    return refused;
  }

  #failed(call: object, now: number, { sign, ...failure }: Failing): boolean {
    this.#pace.ended();
    if (sign === null) this.#revive(call);
    else this.#circuit.failed(call, now, sign, failure);
    return this.#circuit.outage !== null;
  }

  #ended(isProbe: boolean): void {
    this.#pace.ended();
    if (isProbe) this.#circuit.probeEnded();
  }

  /** Any answer, an error too, shows that the provider is up. */
  #revive(call: object): void {
    if (this.#circuit.answered(call)) this.#pace.restart();
  }

  /** Tells why nothing goes on, and when it does again. */
  #tellHold(): void {
    const hold = this.#holdNow();
    const isSame = hold?.kind === this.#hold?.kind && Math.abs((hold?.until ?? 0) - (this.#hold?.until ?? 0)) < 1_000;
    if (isSame) return;
    this.#hold = hold;
    this.#options.onHold(hold);
  }

  #holdNow(): Hold | null {
    const now = performance.now();
    const toDate = (time: number): number => Date.now() + time - now;
    const { outage } = this.#circuit;
    if (outage !== null) return outageHold(outage, toDate);
    const { pausedUntil } = this.#pace;
    if (pausedUntil <= now || (this.#hold === null && pausedUntil - now < TOLD_PAUSE_MS)) return null;
    return { kind: 'limit', until: toDate(pausedUntil), error: this.#refusal };
  }
}

function outageHold({ since, givenUpAt, error }: Outage, toDate: (time: number) => number): Hold {
  return { kind: 'outage', since: toDate(since), until: toDate(givenUpAt), error };
}
