import { describe, expect, it } from '@jest/globals';
import { CallPace } from './call-pace.ts';
import { type BucketProvider, simulatedProcesses, simulatedRun } from './token-bucket.fixture.ts';

const SEEDS = [1, 2, 3, 4, 5];
const IDEAL_SECONDS = 20;

function pace(): CallPace {
  return new CallPace({ firstPauseMs: 250, longestPauseMs: 60_000, random: () => 0 });
}

/** 1,000 calls of 256 workers at a limit of 50 a second. */
function runs(provider: Omit<BucketProvider, 'perSecond' | 'seed'>): readonly ReturnType<typeof simulatedRun>[] {
  return SEEDS.map((seed) => simulatedRun(1_000, 256, { ...provider, perSecond: 50, seed }));
}

describe('CallPace', () => {
  describe.each([5, 200])('with answers after %d ms', (latencyMs) => {
    describe.each([5, 10, 50])('at 50 calls a second, %d of them at once', (burst) => {
      it.each(['none', 'seconds', 'exact'] as const)('meets the limit with few refusals (retry-after: %s)', (retryAfter) => {
        for (const { seconds, answered, refused } of runs({ latencyMs, burst, retryAfter })) {
          expect(answered).toBe(1_000);
          expect(seconds).toBeLessThanOrEqual(1.15 * IDEAL_SECONDS);
          expect(refused).toBeLessThanOrEqual(100);
        }
      });
    });
  });

  describe.each([3, 6])('of each of %d processes that know nothing of each other', (processes) => {
    it.each([10, 50])('meets a limit for all of them, of %d calls at once, nearly as well', (burst) => {
      const provider = { perSecond: 50, burst, latencyMs: 300, retryAfter: 'seconds' } as const;
      for (const seed of SEEDS) {
        const { seconds, answered, refused } = simulatedProcesses(processes, 6_000 / processes, 20, { ...provider, seed });
        expect(answered).toBe(6_000);
        expect(answered / seconds).toBeGreaterThanOrEqual(40);
        expect(refused).toBeLessThanOrEqual(100 * processes);
      }
    });
  });

  it('meets a limit that lets no two calls pass at once, more slowly', () => {
    for (const { seconds, refused } of runs({ latencyMs: 5, burst: 1, retryAfter: 'none' })) {
      expect(seconds).toBeLessThanOrEqual(1.35 * IDEAL_SECONDS);
      expect(refused).toBeLessThanOrEqual(100);
    }
  });

  it('meets a limit of a few calls a minute', () => {
    const run = simulatedRun(60, 8, { perSecond: 0.5, burst: 3, latencyMs: 500, retryAfter: 'seconds', seed: 1 });
    expect(run.answered).toBe(60);
    expect(run.seconds).toBeLessThanOrEqual(1.15 * 120);
  });

  it('has no limit where nothing is refused', () => {
    const { seconds, refused } = simulatedRun(1_000, 256, {
      perSecond: 1e6,
      burst: 1e6,
      latencyMs: 200,
      retryAfter: 'none',
      seed: 1,
    });
    expect(refused).toBe(0);
    expect(seconds).toBeLessThanOrEqual(3);
  });

  it('starts with a few calls, and has more in flight with every answer and as time goes by', () => {
    const calls = pace();
    const first = [...startable(calls, 0)];
    expect(first).toHaveLength(8);
    const further = first.flatMap((call) => {
      calls.answered(call, 100);
      return [...startable(calls, 100)];
    });
    expect(further).toHaveLength(16);
  });

  it('lets no call start while the provider asks for a long wait', () => {
    const calls = pace();
    expect(calls.refused(calls.start(0), 100, 30_000)).toEqual({ waitMs: 30_000, pauseMs: 30_000, isNews: true });
    expect(calls.nextStartAt()).toBe(30_100);
  });

  it('waits no longer than the longest pause, whatever it is asked', () => {
    const calls = pace();
    expect(calls.refused(calls.start(0), 0, 86_400_000)).toMatchObject({ pauseMs: 60_000 });
  });

  it('slows down once for all calls that were sent at the same pace', () => {
    const calls = pace();
    const sent = [...startable(calls, 0)];
    const isNews = sent.map((call) => calls.refused(call, 10, null).isNews);
    expect(isNews).toEqual([true, ...Array.from({ length: 7 }, () => false)]);
  });
});

function* startable(calls: CallPace, now: number): Generator<ReturnType<CallPace['start']>> {
  while (calls.nextStartAt() <= now) yield calls.start(now);
}
