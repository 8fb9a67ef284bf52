import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ListeningTimer } from './listening-timer.ts';

describe('ListeningTimer', () => {
  let nowMs: number;
  let isOver: boolean;
  let timer: ListeningTimer;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'queueMicrotask'] });
    nowMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    isOver = false;
    timer = new ListeningTimer(8_000, () => (isOver = true));
  });

  afterEach(() => {
    timer.stop();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** Lets time pass in which this process listens. */
  function listen(ms: number): void {
    for (let passed = 0; passed < ms; passed += 1_000) {
      nowMs += 1_000;
      jest.advanceTimersByTime(1_000);
    }
  }

  /** Lets time pass in which this process is blocked: its timers come late, and once. */
  function block(ms: number): void {
    nowMs += ms;
    jest.advanceTimersByTime(1_000);
  }

  it('calls back after the time, once', () => {
    listen(7_000);
    expect(isOver).toBe(false);
    listen(1_000);
    expect(isOver).toBe(true);
    isOver = false;
    listen(20_000);
    expect(isOver).toBe(false);
  });

  it('does not count time in which the process was blocked', () => {
    listen(7_000);
    block(3_600_000);
    expect(isOver).toBe(false);
    listen(1_000);
    expect(isOver).toBe(true);
  });

  it('begins anew when it is restarted, also with another time', () => {
    listen(7_000);
    timer.restart();
    listen(7_000);
    expect(isOver).toBe(false);
    timer.restart(3_000);
    listen(2_000);
    expect(isOver).toBe(false);
    listen(1_000);
    expect(isOver).toBe(true);
  });

  it('never calls back once it is stopped', () => {
    timer.stop();
    listen(60_000);
    expect(isOver).toBe(false);
  });
});
