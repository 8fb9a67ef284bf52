import { CallRate } from './call-rate.ts';
import { CallWindow } from './call-window.ts';
import type { PacedCall } from './passed-calls.ts';

/** What a refusal means, in milliseconds. */
export interface Refused {
  /** How long this call has to wait before it is tried again. */
  readonly waitMs: number;
  /** How long no call starts at all; 0 where others go on at a lower pace. */
  readonly pauseMs: number;
  /** Whether it changed the pace: others of a group that was sent at the same pace do not. */
  readonly isNews: boolean;
}

export interface PaceOptions {
  /** The first pause after a refusal that names none; doubled as long as nothing passes. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** A provider that asks for no wait is asked again after so long at the latest. */
const LONGEST_UNASKED_MS = 10_000;
/** A longer wait that a provider asks for is meant for all calls. */
const LONG_WAIT_MS = 2_000;
const FIRST_LATENCY_MS = 100;

/**
 * When the calls of one model may start: how many at once, how many a second, and after which pause; all learnt from the provider's answers and
 * refusals. It knows no time of its own: `now` is in milliseconds, from any start, and never goes back.
 */
export class CallPace {
  readonly #options: PaceOptions;
  readonly #window = new CallWindow();
  readonly #rate = new CallRate();
  #inFlight = 0;
  #started = 0;
  #answered = 0;
  #firstStartedAt: number | null = null;
  #latencyMs = FIRST_LATENCY_MS;
  #pausedUntil = 0;
  #pauseMs: number;
  /** Whether the next call had to wait for the end of another one. */
  #wasFull = false;
  /** The last change of the pace, the last call before it, and what became of the calls after it. */
  #change = { at: 0, lastNumber: 0, answered: 0, refused: 0 };

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#pauseMs = options.firstPauseMs;
  }

  /** Calls a second that the provider takes; `null` where it has shown no limit. */
  get perSecond(): number | null {
    return this.#rate.perSecond;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** When the call that waits next may start; `Infinity` where another one has to end first. */
  nextStartAt(): number {
    const isFull = this.#window.isFull(this.#inFlight);
    if (isFull) this.#wasFull = true;
    return Math.max(this.#pausedUntil, isFull ? this.#window.opensAt(this.#inFlight) : this.#rate.nextAt);
  }

  /** A call starts. */
  start(now: number): PacedCall {
    this.#firstStartedAt ??= now;
    this.#inFlight += 1;
    this.#started += 1;
    this.#window.start(now);
    this.#rate.start(now, !this.#wasFull && this.#change.answered > 0, this.#latencyMs);
    this.#wasFull = false;
    return { number: this.#started, startedAt: now };
  }

  /** The provider dealt with the call, whatever its answer. */
  answered({ number, startedAt }: PacedCall, now: number): void {
    this.#latencyMs += (now - startedAt - this.#latencyMs) / 8;
    if (this.#window.isFull(this.#inFlight)) this.#window.widen(now, this.#latencyMs);
    this.#inFlight -= 1;
    this.#answered += 1;
    if (number > this.#change.lastNumber) this.#change.answered += 1;
  }

  /** The provider refused the call for now. `askedMs`: how long it asks to wait. */
  refused(call: PacedCall, now: number, askedMs: number | null): Refused {
    this.#inFlight -= 1;
    const waitMs = Math.min(askedMs ?? 0, this.#options.longestPauseMs);
    if (call.number <= this.#change.lastNumber) {
      this.#rate.alsoRefused();
      return { waitMs, pauseMs: 0, isNews: false };
    }
    this.#change.refused += 1;
    const pauseMs = this.#slowDown(call, now, askedMs);
    this.pause(now, pauseMs);
    return { waitMs, pauseMs, isNews: true };
  }

  /** The call ended in a way that says nothing about the pace. */
  ended(): void {
    this.#inFlight -= 1;
  }

  /** No call starts for so long. */
  pause(now: number, milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + milliseconds);
  }

  /** The provider is back after an outage: begins slowly. */
  restart(): void {
    this.#window.restart();
  }

  /** Returns the pause for all calls. */
  #slowDown(call: PacedCall, now: number, askedMs: number | null): number {
    const isFirst = this.#rate.perSecond === null;
    const mayPass = !isFirst && this.#mayHavePassed(call);
    if (isFirst) this.#rate.begin(call, now, { firstStartedAt: this.#firstStartedAt ?? now, answered: this.#answered });
    else if (mayPass) this.#rate.learn(call, now);
    else this.#rate.halve(call, now);
    this.#change = { at: now, lastNumber: this.#started, answered: 0, refused: 0 };
    if (mayPass) this.#pauseMs = this.#options.firstPauseMs;
    else this.#window.narrow(this.#inFlight);
    return mayPass && (askedMs ?? 0) <= LONG_WAIT_MS ? 0 : this.#longPause(askedMs);
  }

  /** Whether any call that started after the last change was answered, or may still be. */
  #mayHavePassed({ startedAt }: PacedCall): boolean {
    const { at, lastNumber, answered, refused } = this.#change;
    const areUnderWay = this.#started - lastNumber > answered + refused;
    return answered > 0 || (areUnderWay && startedAt - at < 2 * this.#latencyMs);
  }

  #longPause(askedMs: number | null): number {
    const { longestPauseMs, random } = this.#options;
    const pauseMs = (askedMs ?? this.#pauseMs) * (1 + random() / 10);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_UNASKED_MS);
    return Math.min(pauseMs, longestPauseMs);
  }
}
