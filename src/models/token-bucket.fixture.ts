import { CallPace } from './call-pace.ts';

/** A provider that lets a bucket of calls pass, into which some flow each second. */
export interface BucketProvider {
  readonly perSecond: number;
  readonly burst: number;
  readonly latencyMs: number;
  /** What it says to a call that it refuses: nothing, whole seconds, or exactly when the next one may pass. */
  readonly retryAfter: 'none' | 'seconds' | 'exact';
  readonly seed: number;
}

export interface SimulatedRun {
  readonly seconds: number;
  readonly answered: number;
  readonly refused: number;
}

const ENOUGH_MS = 3_600_000;

/** Makes calls at the pace of a `CallPace` until so many were answered, with a clock that only jumps. */
export function simulatedRun(calls: number, workers: number, provider: BucketProvider): SimulatedRun {
  return new Simulation(calls, workers, provider).run();
}

interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

class Simulation {
  readonly #calls: number;
  readonly #workers: number;
  readonly #provider: BucketProvider;
  readonly #random: () => number;
  readonly #pace: CallPace;
  readonly #happenings: Happening[] = [];
  #now = 0;
  #tokens: number;
  #filledAt = 0;
  #waiting: number;
  #begun: number;
  #answered = 0;
  #refused = 0;
  #wakesAt = Infinity;

  constructor(calls: number, workers: number, provider: BucketProvider) {
    this.#calls = calls;
    this.#workers = workers;
    this.#provider = provider;
    this.#random = seeded(provider.seed);
    this.#pace = new CallPace({ firstPauseMs: 250, longestPauseMs: 60_000, random: this.#random });
    this.#tokens = provider.burst;
    this.#waiting = Math.min(workers, calls);
    this.#begun = this.#waiting;
  }

  run(): SimulatedRun {
    this.#startCalls();
    while (this.#answered < this.#calls && this.#now < ENOUGH_MS) {
      const next = this.#happenings.shift();
      if (next === undefined) throw new Error('nothing is left to happen');
      this.#now = next.at;
      next.happen();
    }
    return { seconds: this.#now / 1_000, answered: this.#answered, refused: this.#refused };
  }

  #startCalls(): void {
    for (; this.#waiting > 0; this.#waiting -= 1) {
      const startAt = this.#pace.nextStartAt();
      if (startAt > this.#now) {
        this.#wakeAt(startAt);
        return;
      }
      const call = this.#pace.start(this.#now);
      this.#after(1 + 2 * this.#random(), () => this.#arrive(call));
    }
  }

  /** Timers come in whole milliseconds, as Node's do. */
  #wakeAt(time: number): void {
    const at = Math.ceil(time);
    if (at === Infinity || at >= this.#wakesAt) return;
    this.#wakesAt = at;
    this.#after(at - this.#now, () => {
      if (this.#wakesAt === at) this.#wakesAt = Infinity;
      this.#startCalls();
    });
  }

  #arrive(call: ReturnType<CallPace['start']>): void {
    const { perSecond, burst, latencyMs } = this.#provider;
    this.#tokens = Math.min(burst, this.#tokens + ((this.#now - this.#filledAt) * perSecond) / 1_000);
    this.#filledAt = this.#now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#after(latencyMs * (0.9 + 0.2 * this.#random()), () => this.#answer(call));
    } else {
      const untilNextMs = ((1 - this.#tokens) / perSecond) * 1_000;
      this.#after(1, () => this.#refuse(call, untilNextMs));
    }
  }

  #answer(call: ReturnType<CallPace['start']>): void {
    this.#pace.answered(call, this.#now);
    this.#answered += 1;
    if (this.#begun < this.#calls && this.#begun < this.#answered + this.#workers) {
      this.#begun += 1;
      this.#waiting += 1;
    }
    this.#startCalls();
  }

  #refuse(call: ReturnType<CallPace['start']>, untilNextMs: number): void {
    this.#refused += 1;
    const { waitMs } = this.#pace.refused(call, this.#now, this.#askedMs(untilNextMs));
    this.#after(waitMs, () => {
      this.#waiting += 1;
      this.#startCalls();
    });
    this.#startCalls();
  }

  #askedMs(untilNextMs: number): number | null {
    switch (this.#provider.retryAfter) {
      case 'none':
        return null;
      case 'seconds':
        return Math.ceil(untilNextMs / 1_000) * 1_000;
      case 'exact':
        return untilNextMs;
    }
  }

  #after(milliseconds: number, happen: () => void): void {
    const happening = { at: this.#now + milliseconds, happen };
    const at = this.#happenings.findLastIndex(({ at: earlier }) => earlier <= happening.at);
    this.#happenings.splice(at + 1, 0, happening);
  }
}

/** A linear congruential generator: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
