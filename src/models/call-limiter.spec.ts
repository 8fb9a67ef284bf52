import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CallLimiter, type Hold, OutageError, type Place } from './call-limiter.ts';

const DOWN = new Error('connect ECONNREFUSED');
const never = new AbortController().signal;

let holds: (Hold | null)[];

beforeEach(() => {
  jest.useFakeTimers();
  holds = [];
});

afterEach(() => {
  jest.useRealTimers();
});

function limiter(maxOutageMs = 900_000): CallLimiter {
  return new CallLimiter({
    firstPauseMs: 250,
    longestPauseMs: 60_000,
    maxOutageMs,
    firstProbeMs: 500,
    longestProbeMs: 30_000,
    onHold: (hold) => holds.push(hold),
    random: () => 0,
  });
}

function place(calls: CallLimiter): Place {
  const free = calls.tryEnter({});
  if (free === null) throw new Error('there is no place');
  return free;
}

function answerOnce(calls: CallLimiter): void {
  place(calls).answered(0);
}

/** Notes in which order calls get their place. */
function entering(calls: CallLimiter, names: readonly string[]): { readonly entered: string[]; readonly places: Place[] } {
  const entered: string[] = [];
  const places: Place[] = [];
  for (const name of names) {
    void calls.enter({}, name.startsWith('again'), never).then((free) => {
      entered.push(name);
      places.push(free);
    });
  }
  return { entered, places };
}

function breakDown(calls: CallLimiter): void {
  const places = Array.from({ length: 5 }, () => place(calls));
  for (const free of places) free.failed(DOWN, { askedMs: null, sign: 'unreachable' }, null);
}

describe('CallLimiter', () => {
  it('lets calls that were refused go before new ones', async () => {
    const calls = limiter();
    const busy = Array.from({ length: 8 }, () => place(calls));
    const { entered } = entering(calls, ['new', 'again']);
    busy[0]?.refused(new Error('429'), { askedMs: null, sign: null });
    for (const free of busy.slice(1)) free.answered(0);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(entered).toEqual(['again', 'new']);
  });

  it('sends one probe while the provider is down, and lets all go on once it is answered', async () => {
    const calls = limiter();
    answerOnce(calls);
    breakDown(calls);
    const { entered, places } = entering(calls, ['a', 'b', 'c']);
    await jest.advanceTimersByTimeAsync(499);
    expect(entered).toEqual([]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(entered).toEqual(['a']);
    places[0]?.answered(0);
    await jest.advanceTimersByTimeAsync(0);
    expect(entered).toEqual(['a', 'b', 'c']);
  });

  it('tells of an outage, and of its end', () => {
    const calls = limiter();
    answerOnce(calls);
    const now = Date.now();
    breakDown(calls);
    expect(holds).toEqual([{ kind: 'outage', since: now, until: now + 900_000, error: DOWN }]);
    jest.advanceTimersByTime(500);
    answerOnce(calls);
    expect(holds.slice(1)).toEqual([null]);
  });

  it('tells of a long pause that the provider asks for, but not of a short one', async () => {
    const calls = limiter();
    const error = new Error('429');
    place(calls).refused(error, { askedMs: 1_000, sign: null });
    expect(holds).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    const until = Date.now() + 30_000;
    place(calls).refused(error, { askedMs: 30_000, sign: null });
    expect(holds).toEqual([{ kind: 'limit', until, error }]);
    entering(calls, ['next']);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(holds.slice(1)).toEqual([null]);
  });

  it('fails the calls that wait once an outage has lasted too long', async () => {
    const calls = limiter(10_000);
    breakDown(calls);
    const { places } = entering(calls, ['probe']);
    const waiting = expect(calls.enter({}, false, never)).rejects.toThrow(new OutageError(10_000, DOWN));
    await jest.advanceTimersByTimeAsync(500);
    places[0]?.failed(DOWN, { askedMs: 60_000, sign: 'unreachable' }, null);
    await jest.advanceTimersByTimeAsync(10_000);
    await waiting;
    expect(calls.tryEnter({})).not.toBeNull();
  });

  it('gives the place of a call that is broken off to the next', async () => {
    const calls = limiter();
    answerOnce(calls);
    breakDown(calls);
    const { entered, places } = entering(calls, ['a', 'b']);
    await jest.advanceTimersByTimeAsync(500);
    places[0]?.ended();
    await jest.advanceTimersByTimeAsync(0);
    expect(entered).toEqual(['a', 'b']);
  });

  it('forgets a call that is aborted while it waits, and leaves no timer', async () => {
    const calls = limiter();
    breakDown(calls);
    const controller = new AbortController();
    const waiting = calls.enter({}, false, controller.signal);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(jest.getTimerCount()).toBe(0);
  });
});
