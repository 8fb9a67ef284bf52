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
  const bucket = new Bucket(provider);
  return runAll(bucket, [new Caller(calls, workers, bucket)]);
}

/** The same by several processes that know nothing of each other, each of which makes so many calls. */
export function simulatedProcesses(processes: number, calls: number, workers: number, provider: BucketProvider): SimulatedRun {
  const bucket = new Bucket(provider);
  return runAll(
    bucket,
    Array.from({ length: processes }, () => new Caller(calls, workers, bucket)),
  );
}

function runAll(bucket: Bucket, callers: readonly Caller[]): SimulatedRun {
  for (const caller of callers) caller.startCalls();
  bucket.run(() => callers.every(({ isDone }) => isDone));
  const sum = (countOf: (caller: Caller) => number): number => callers.reduce((total, caller) => total + countOf(caller), 0);
  return {
    seconds: bucket.now / 1_000,
    answered: sum(({ answered }) => answered),
    refused: sum(({ refused }) => refused),
  };
}

interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

/** The provider, and what happens when. */
class Bucket {
  readonly provider: BucketProvider;
  readonly random: () => number;
  readonly #happenings: Happening[] = [];
  now = 0;
  #tokens: number;
  #filledAt = 0;

  constructor(provider: BucketProvider) {
    this.provider = provider;
    this.random = seeded(provider.seed);
    this.#tokens = provider.burst;
  }

  run(isOver: () => boolean): void {
    while (!isOver() && this.now < ENOUGH_MS) {
      const next = this.#happenings.shift();
      if (next === undefined) throw new Error('nothing is left to happen');
      this.now = next.at;
      next.happen();
    }
  }

  /** Milliseconds until a call may pass that comes now: 0 where this one does. */
  pass(): number {
    const { perSecond, burst } = this.provider;
    this.#tokens = Math.min(burst, this.#tokens + ((this.now - this.#filledAt) * perSecond) / 1_000);
    this.#filledAt = this.now;
    if (this.#tokens < 1) return ((1 - this.#tokens) / perSecond) * 1_000;
    this.#tokens -= 1;
    return 0;
  }

  after(milliseconds: number, happen: () => void): void {
    const happening = { at: this.now + milliseconds, happen };
    const at = this.#happenings.findLastIndex(({ at: earlier }) => earlier <= happening.at);
    this.#happenings.splice(at + 1, 0, happening);
  }
}

class Caller {
  readonly #calls: number;
  readonly #workers: number;
  readonly #bucket: Bucket;
  readonly #pace: CallPace;
  #waiting: number;
  #begun: number;
  answered = 0;
  refused = 0;
  #wakesAt = Infinity;

  constructor(calls: number, workers: number, bucket: Bucket) {
    this.#calls = calls;
    this.#workers = workers;
    this.#bucket = bucket;
    this.#pace = new CallPace({ firstPauseMs: 250, longestPauseMs: 60_000, random: bucket.random });
    this.#waiting = Math.min(workers, calls);
    this.#begun = this.#waiting;
  }

  get isDone(): boolean {
    return this.answered >= this.#calls;
  }

  startCalls(): void {
    for (; this.#waiting > 0; this.#waiting -= 1) {
      const startAt = this.#pace.nextStartAt();
      if (startAt > this.#bucket.now) {
        this.#wakeAt(startAt);
        return;
      }
      const call = this.#pace.start(this.#bucket.now);
      this.#bucket.after(1 + 2 * this.#bucket.random(), () => this.#arrive(call));
    }
  }

  /** Timers come in whole milliseconds, as Node's do. */
  #wakeAt(time: number): void {
    const at = Math.ceil(time);
    if (at === Infinity || at >= this.#wakesAt) return;
    this.#wakesAt = at;
    this.#bucket.after(at - this.#bucket.now, () => {
      if (this.#wakesAt === at) this.#wakesAt = Infinity;
      this.startCalls();
    });
  }

  #arrive(call: ReturnType<CallPace['start']>): void {
    const { provider, random } = this.#bucket;
    const untilNextMs = this.#bucket.pass();
    if (untilNextMs === 0) this.#bucket.after(provider.latencyMs * (0.9 + 0.2 * random()), () => this.#answer(call));
    else this.#bucket.after(1, () => this.#refuse(call, untilNextMs));
  }

  #answer(call: ReturnType<CallPace['start']>): void {
    this.#pace.answered(call, this.#bucket.now);
    this.answered += 1;
    if (this.#begun < this.#calls && this.#begun < this.answered + this.#workers) {
      this.#begun += 1;
      this.#waiting += 1;
    }
    this.startCalls();
  }

  #refuse(call: ReturnType<CallPace['start']>, untilNextMs: number): void {
    this.refused += 1;
    const { waitMs } = this.#pace.refused(call, this.#bucket.now, this.#askedMs(untilNextMs));
    this.#bucket.after(waitMs, () => {
      this.#waiting += 1;
      this.startCalls();
    });
    this.startCalls();
  }

  #askedMs(untilNextMs: number): number | null {
    switch (this.#bucket.provider.retryAfter) {
      case 'none':
        return null;
      case 'seconds':
        return Math.ceil(untilNextMs / 1_000) * 1_000;
      case 'exact':
        return untilNextMs;
    }
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
