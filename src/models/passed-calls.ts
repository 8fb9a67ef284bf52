/** A call that is under way, as the pace knows it. */
export interface PacedCall {
  /** Its place in the order of all calls, from 1. */
  readonly number: number;
  readonly startedAt: number;
}

/** A rate that was measured. */
export interface PassedRate {
  readonly perSecond: number;
  /** How many passed in how long a time. */
  readonly count: number;
  readonly seconds: number;
  /** Whether it began with a pause, in which a bucket may have run over: then more may pass. */
  readonly isFirst: boolean;
  /** What the provider takes may be as much as this; `Infinity` where hardly anything was counted. */
  readonly atMost: number;
}

/** How far off a count is that begins and ends in the middle of an interval, generously. */
const DOUBT = 4;
/** A longer measurement is more exact, but slow to see that a limit has changed. */
const LONGEST_SECONDS = 30;

interface Mark {
  readonly call: PacedCall;
  refused: number;
}

/**
 * Measures how many calls a second a provider lets pass, by counting between its refusals: a token bucket is empty when it refuses, so what passes between
 * two refusals is what flowed into it meanwhile. Calls that are still under way count as passed.
 */
export class PassedCalls {
  #last: Mark | null = null;
  #long: Mark | null = null;

  /** Starts anew with a refusal. */
  begin(call: PacedCall): void {
    this.#last = { call, refused: 0 };
    this.#long = null;
  }

  /** The rate up to a refusal, and a new measurement from there on. */
  until(call: PacedCall): PassedRate {
    const isFirst = this.#long === null;
    const short = this.#rateSince(this.#last, call);
    const long = this.#rateSince(this.#long, call);
    this.#last = { call, refused: 0 };
    const agrees = long.count > 0 && long.seconds <= LONGEST_SECONDS && long.perSecond <= short.atMost;
    if (this.#long !== null && agrees) this.#long.refused += 1;
    else this.#long = { call, refused: 0 };
    return { ...(agrees ? long : short), count: short.count, seconds: short.seconds, isFirst };
  }

  /** Another call of the group whose refusal began the measurement was refused. */
  alsoRefused(): void {
    for (const mark of [this.#last, this.#long]) if (mark !== null) mark.refused += 1;
  }

  #rateSince(mark: Mark | null, call: PacedCall): Omit<PassedRate, 'isFirst'> {
    const count = mark === null ? 0 : Math.max(0, call.number - mark.call.number - mark.refused - 1);
    const seconds = mark === null ? 0 : (call.startedAt - mark.call.startedAt) / 1_000;
    const perSecond = seconds > 0 ? count / seconds : 0;
    return { count, seconds, perSecond, atMost: count === 0 ? Infinity : perSecond * (1 + DOUBT / count) };
  }
}
