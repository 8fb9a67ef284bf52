/** How a call went without any answer of the model behind a provider. */
export type OutageSign =
  /** No connection can be made. */
  | 'unreachable'
  /** A gateway has nothing behind it: 502, 504. */
  | 'gateway'
  /** It says that it is overloaded, which usually passes: 503, 529. */
  | 'overloaded'
  /** An error of the server, a connection that broke, or no answer in time: this one request may be its cause. */
  | 'broken';

export interface CircuitOptions {
  /** After an outage of so long, calls fail again; 0: a circuit never opens. */
  readonly maxOutageMs: number;
  /** The wait before the first probe, doubled for each further one. */
  readonly firstProbeMs: number;
  readonly longestProbeMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** A provider that is down. */
export interface Outage {
  readonly since: number;
  readonly givenUpAt: number;
  readonly nextProbeAt: number;
  readonly isProbing: boolean;
  /** The only call that failed, where it may be to blame itself; another one's end shows it. */
  readonly suspect: object | null;
  /** What the last call failed with. */
  readonly error: unknown;
}

/** A failure, as the circuit takes it. */
export interface CircuitFailure {
  readonly error: unknown;
  /** How long the provider asks to wait. */
  readonly askedMs: number | null;
  /** Of a call that may not fail again: how many of its attempts failed. */
  readonly lastOf: number | null;
}

const FAILURES_IN_A_ROW = 5;
const OVERLOAD_MS = 5_000;
/** A provider that has never answered is more likely misnamed than down. */
const NEVER_ANSWERED_MS = 60_000;
/** How long a single call that no other one is beside may wait for its provider, when it may be to blame itself. */
const SUSPECT_MS = 300_000;

interface FailureRow {
  readonly since: number;
  readonly firstCall: object;
  count: number;
  /** Whether different calls failed. */
  isVaried: boolean;
}

/**
 * Notices that a provider is down, after several failures in a row without an answer in between, and when it is back (Nygard, "Release It!", circuit
 * breaker). It knows no time of its own; `now` is in milliseconds.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  #row: FailureRow | null = null;
  #outage: Outage | null = null;
  #probeMs: number;
  #hasAnswered = false;
  #isGivenUp = false;
  /** Whether a suspect was to blame: further ones are not waited for. */
  #hasBlamed = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
    this.#probeMs = options.firstProbeMs;
  }

  /** `null` while the provider is up, and once it was given up. */
  get outage(): Outage | null {
    return this.#outage;
  }

  /** The provider answered the call, whatever it said. Returns whether that ends an outage. */
  answered(call: object): boolean {
    const wasOpen = this.#outage !== null;
    const suspect = this.#outage?.suspect ?? null;
    if (suspect !== null && suspect !== call) this.#hasBlamed = true;
    this.#row = null;
    this.#outage = null;
    this.#hasAnswered = true;
    this.#isGivenUp = false;
    this.#probeMs = this.#options.firstProbeMs;
    return wasOpen;
  }

  /** A call failed. */
  failed(call: object, now: number, sign: OutageSign, failure: CircuitFailure): void {
    const row = this.#counted(call, now);
    if (this.#outage !== null) this.#outage = this.#goneOn(this.#outage, row, now, failure);
    else if (!this.#isGivenUp && this.#options.maxOutageMs > 0) this.#openAfter(row, now, sign, failure);
  }

  /** A call goes out to see whether the provider is back. */
  probe(): void {
    if (this.#outage !== null) this.#outage = { ...this.#outage, isProbing: true };
  }

  /** The probe ended without telling anything. */
  probeEnded(): void {
    if (this.#outage !== null) this.#outage = { ...this.#outage, isProbing: false };
  }

  /** Calls are let through, and fail, until one is answered. A suspect is let through once, and others wait again where they fail. */
  giveUp(): void {
    const hasSuspect = this.#outage !== null && this.#outage.suspect !== null;
    if (hasSuspect) this.#hasBlamed = true;
    else this.#isGivenUp = true;
    this.#outage = null;
  }

  #openAfter(row: FailureRow, now: number, sign: OutageSign, { error, askedMs, lastOf }: CircuitFailure): void {
    const isAlone = isOnlyCall(row, lastOf);
    const isDown = isOutage(row, now, sign) || (isAlone && sign !== 'broken');
    const endsAt = this.#endOf(row);
    const isWorthWaiting = isAlone && !this.#hasBlamed && endsAt > now;
    if (!isDown && !isWorthWaiting) return;
    if (isDown) this.#hasBlamed = false;
    this.#outage = {
      since: row.since,
      givenUpAt: isDown ? endsAt : Math.min(endsAt, now + SUSPECT_MS),
      nextProbeAt: this.#probeAt(now, askedMs),
      isProbing: false,
      suspect: isDown ? null : row.firstCall,
      error,
    };
  }

  #goneOn(outage: Outage, row: FailureRow, now: number, { error, askedMs }: CircuitFailure): Outage {
    const isCleared = outage.suspect !== null && row.isVaried;
    return {
      ...outage,
      ...(isCleared ? { suspect: null, givenUpAt: this.#endOf(row) } : {}),
      error,
      isProbing: false,
      nextProbeAt: outage.isProbing ? this.#probeAt(now, askedMs) : outage.nextProbeAt,
    };
  }

  #endOf({ since }: FailureRow): number {
    const { maxOutageMs } = this.#options;
    return since + (this.#hasAnswered ? maxOutageMs : Math.min(maxOutageMs, NEVER_ANSWERED_MS));
  }

  #counted(call: object, now: number): FailureRow {
    const row = (this.#row ??= { since: now, firstCall: call, count: 0, isVaried: false });
    row.count += 1;
    row.isVaried ||= row.firstCall !== call;
    return row;
  }

  #probeAt(now: number, askedMs: number | null): number {
    const { longestProbeMs, random } = this.#options;
    const waitMs = Math.min(Math.max(askedMs ?? 0, this.#probeMs) * (1 + random() / 10), longestProbeMs);
    this.#probeMs = Math.min(this.#probeMs * 2, longestProbeMs);
    return now + waitMs;
  }
}

function isOutage({ since, count, isVaried }: FailureRow, now: number, sign: OutageSign): boolean {
  if (count < FAILURES_IN_A_ROW) return false;
  switch (sign) {
    case 'unreachable':
    case 'gateway':
      return true;
    case 'overloaded':
      return now - since >= OVERLOAD_MS;
    case 'broken':
      return isVaried;
  }
}

/** Whether a call has failed as often as it may, and no other one had an answer or failed meanwhile. */
function isOnlyCall({ count, isVaried }: FailureRow, lastOf: number | null): boolean {
  return lastOf !== null && lastOf > 1 && !isVaried && count >= lastOf;
}
