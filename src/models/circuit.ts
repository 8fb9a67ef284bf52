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
  /** What the last call failed with. */
  readonly error: unknown;
}

const FAILURES_IN_A_ROW = 5;
const OVERLOAD_MS = 5_000;
/** A provider that has never answered is more likely misnamed than down. */
const NEVER_ANSWERED_MS = 60_000;

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

  constructor(options: CircuitOptions) {
    this.#options = options;
    this.#probeMs = options.firstProbeMs;
  }

  /** `null` while the provider is up, and once it was given up. */
  get outage(): Outage | null {
    return this.#outage;
  }

  /** The provider answered, whatever it said. Returns whether that ends an outage. */
  answered(): boolean {
    const wasOpen = this.#outage !== null;
    this.#row = null;
    this.#outage = null;
    this.#hasAnswered = true;
    this.#isGivenUp = false;
    this.#probeMs = this.#options.firstProbeMs;
    return wasOpen;
  }

  /** A call failed. `askedMs`: how long the provider asks to wait. */
  failed(
    call: object,
    now: number,
    sign: OutageSign,
    { error, askedMs }: { readonly error: unknown; readonly askedMs: number | null },
  ): void {
    const row = this.#counted(call, now);
    if (this.#outage !== null) {
      const { isProbing, nextProbeAt } = this.#outage;
      this.#outage = {
        ...this.#outage,
        error,
        isProbing: false,
        nextProbeAt: isProbing ? this.#probeAt(now, askedMs) : nextProbeAt,
      };
    } else if (!this.#isGivenUp && this.#options.maxOutageMs > 0 && isOutage(row, now, sign)) {
      const { maxOutageMs } = this.#options;
      const longestMs = this.#hasAnswered ? maxOutageMs : Math.min(maxOutageMs, NEVER_ANSWERED_MS);
      this.#outage = {
        since: row.since,
        givenUpAt: row.since + longestMs,
        nextProbeAt: this.#probeAt(now, askedMs),
        isProbing: false,
        error,
      };
    }
  }

  /** A call goes out to see whether the provider is back. */
  probe(): void {
    if (this.#outage !== null) this.#outage = { ...this.#outage, isProbing: true };
  }

  /** The probe ended without telling anything. */
  probeEnded(): void {
    if (this.#outage !== null) this.#outage = { ...this.#outage, isProbing: false };
  }

  /** Calls are let through, and fail, until one is answered. */
  giveUp(): void {
    this.#outage = null;
    this.#isGivenUp = true;
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
