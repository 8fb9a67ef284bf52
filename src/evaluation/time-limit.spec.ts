import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TimeLimit, TimeoutError } from './time-limit.ts';

const never = new AbortController().signal;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('TimeLimit', () => {
  it('ends work that takes too long', async () => {
    const limit = new TimeLimit(never, 100);
    const ended = expect(limit.race(new Promise(() => undefined), 'it')).rejects.toThrow(TimeoutError);
    await jest.advanceTimersByTimeAsync(100);
    await ended;
    expect(limit.signal.aborted).toBe(true);
  });

  it('does not count the time in which the work is held up', async () => {
    const limit = new TimeLimit(never, 100);
    const ended = expect(limit.race(new Promise(() => undefined), 'it')).rejects.toThrow(TimeoutError);
    await jest.advanceTimersByTimeAsync(60);
    limit.hold(true);
    limit.hold(true);
    await jest.advanceTimersByTimeAsync(10_000);
    limit.hold(false);
    limit.hold(false);
    await jest.advanceTimersByTimeAsync(39);
    expect(limit.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await ended;
  });

  it('counts no time of work that is held up from the start', async () => {
    const limit = new TimeLimit(never, 100);
    limit.hold(true);
    const work = limit.race(new Promise((resolve) => setTimeout(() => resolve('done'), 500)), 'it');
    await jest.advanceTimersByTimeAsync(500);
    expect(await work).toBe('done');
    limit.hold(false);
    expect(jest.getTimerCount()).toBe(0);
  });
});
