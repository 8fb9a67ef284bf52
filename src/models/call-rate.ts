import { type PacedCall, PassedCalls } from './passed-calls.ts';

/** Calls a second after the first refusal, before anything was measured. */
const FIRST_RATE = 8;
const LEAST_RATE = 1 / 20;
const DOUBLES_MS = 250;
/** What a refusal leaves of the rate, unless more was measured to pass. */
const KEPT_SHARE = 0.7;
const KEPT_SHARE_WHEN_KNOWN = 0.85;
/** Of a rate that was measured or refused: a little less, so that it is kept to. */
const SAFE_SHARE = 0.985;
/** One refusal after so many calls that passed is no fault of the rate, but what it costs to know the limit. */
const GOOD_RUN = 40;
const MILD_SHARE = 0.995;
/** A measurement of less is a guess. */
const SOUND_CALLS = 8;
const SOUND_SECONDS = 0.3;
/** Growth a second above the ceiling, which doubles after so many seconds without a refusal. */
const GROWTH = 0.05;
const GROWTH_WHEN_KNOWN = 0.005;
const GROWTH_DOUBLES_SECONDS = 8;
/** Late timers must not cost calls: so much may be made up for, less after each refusal. */
const CATCH_UP_MS = 60;

/** What was seen before the first refusal. */
export interface Beginning {
  readonly firstStartedAt: number;
  readonly answered: number;
}

/** How many calls may start in a second, where a provider limits that. Times are in milliseconds, as in `CallPace`. */
export class CallRate {
  readonly #passed = new PassedCalls();
  #perSecond: number | null = null;
  /** Up to here it grows fast. */
  #ceiling = Infinity;
  #isKnown = false;
  #catchUpMs = CATCH_UP_MS;
  #nextAt = 0;
  #grownAt = 0;
  #refusedAt = 0;

  /** `null` where no limit is known. */
  get perSecond(): number | null {
    return this.#perSecond;
  }

  /** When the next call may start; 0 where no limit is known. */
  get nextAt(): number {
    return this.#perSecond === null ? 0 : this.#nextAt;
  }

  /** A call starts; `mayGrow` where it had to wait for this rate, and something has passed at it. */
  start(now: number, mayGrow: boolean, latencyMs: number): void {
    if (this.#perSecond === null) return;
    this.#perSecond = this.#grown(this.#perSecond, now, mayGrow, latencyMs);
    this.#nextAt = Math.max(this.#nextAt, now - this.#catchUpMs) + 1_000 / this.#perSecond;
  }

  /** The first refusal: from now on calls are counted. */
  begin(call: PacedCall, now: number, { firstStartedAt, answered }: Beginning): void {
    const seconds = Math.max(1, (now - firstStartedAt) / 1_000);
    // A bucket that was full at first lets no more pass later on.
    this.#ceiling = Math.max(FIRST_RATE, (call.number / (call.startedAt - firstStartedAt)) * 1_000);
    this.#passed.begin(call);
    this.#set(Math.max(FIRST_RATE, answered / seconds / 2), now);
  }

  /** Nothing passes at this rate. */
  halve(call: PacedCall, now: number): void {
    this.#ceiling = Infinity;
    this.#isKnown = false;
    this.#passed.begin(call);
    this.#set(Math.max(LEAST_RATE, (this.#perSecond ?? FIRST_RATE) / 2), now);
  }

  /** More was sent than passes: what did pass is what to send. */
  learn(call: PacedCall, now: number): void {
    const rate = this.#perSecond ?? FIRST_RATE;
    const measured = this.#passed.until(call);
    if (measured.count >= GOOD_RUN) {
      this.#ceiling = rate * MILD_SHARE;
      this.#set(this.#ceiling, now);
      return;
    }
    const most = rate * SAFE_SHARE;
    const least = rate * (this.#isKnown ? KEPT_SHARE_WHEN_KNOWN : KEPT_SHARE);
    const isSound = !measured.isFirst && measured.count >= SOUND_CALLS && measured.seconds >= SOUND_SECONDS;
    this.#ceiling = isSound ? Math.min(most, measured.atMost) : most;
    this.#isKnown ||= isSound;
    this.#catchUpMs /= 2;
    this.#set(Math.min(most, Math.max(measured.perSecond * SAFE_SHARE, least)), now);
  }

  /** A call that was sent before the last change was refused. */
  alsoRefused(): void {
    this.#passed.alsoRefused();
  }

  #set(perSecond: number, now: number): void {
    this.#perSecond = perSecond;
    this.#grownAt = now;
    this.#refusedAt = now;
    this.#nextAt = now + 1_000 / perSecond;
  }

  #grown(rate: number, now: number, mayGrow: boolean, latencyMs: number): number {
    const elapsedMs = Math.min(now - this.#grownAt, 2_000 / rate);
    this.#grownAt = now;
    const isLate = now - this.#nextAt >= Math.max(CATCH_UP_MS, 1_000 / rate);
    if (isLate || !mayGrow) return rate;
    // At most twice as much from one call to the next, however long it is that the last one started.
    const fast = rate * 2 ** Math.min(1, elapsedMs / Math.max(DOUBLES_MS, latencyMs));
    return fast <= this.#ceiling ? fast : Math.min(fast, Math.max(this.#slowlyGrown(rate, now, elapsedMs), this.#ceiling));
  }

  #slowlyGrown(rate: number, now: number, elapsedMs: number): number {
    const calmSeconds = (now - this.#refusedAt) / 1_000;
    const growth = (this.#isKnown ? GROWTH_WHEN_KNOWN : GROWTH) * 2 ** (calmSeconds / GROWTH_DOUBLES_SECONDS);
    return rate * (1 + (growth * elapsedMs) / 1_000);
  }
}
