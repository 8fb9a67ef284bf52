import { describe, expect, it } from '@jest/globals';
import { secondsAtWork } from './work-time.ts';

describe('the time that a job was at work', () => {
  const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 22, 4, minutes)).toISOString();

  it('is from its start to its end', () => {
    expect(secondsAtWork({ startedAt: at(0), finishedAt: at(2), resumed: null })).toBe(120);
    expect(secondsAtWork({ startedAt: at(2), finishedAt: at(0), resumed: null })).toBe(0);
  });

  it('is not known while it goes on, nor where a time can’t be read', () => {
    expect(secondsAtWork({ startedAt: at(0), finishedAt: null, resumed: null })).toBeNull();
    expect(secondsAtWork({ startedAt: 'then', finishedAt: at(1), resumed: null })).toBeNull();
  });

  it('leaves out the pause before it was resumed, and is not known where the work before was not recorded', () => {
    const resumed = { at: at(50), workedSeconds: 90 };
    expect(secondsAtWork({ startedAt: at(0), finishedAt: at(51), resumed })).toBe(150);
    expect(secondsAtWork({ startedAt: at(0), finishedAt: at(51), resumed: { at: at(50) } })).toBeNull();
  });
});
