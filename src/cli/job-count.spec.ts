import { describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../domain/job-event.ts';
import { JobCount } from './job-count.ts';
import { duration, progressText } from './progress-text.ts';
import { StepLines } from './step-lines.ts';

function event(type: JobEvent['type'], payload: object, stepIndex = 0): JobEvent {
  return { seq: 0, job_id: 'j', step_index: stepIndex, type, payload: payload as JobEvent['payload'] };
}

function trial(status: 'success' | 'failed' = 'success'): JobEvent {
  return event('trial', {
    status,
    ...(status === 'success' ? { telemetry: { response: { input_tokens: 900, output_tokens: 100 } } } : {}),
  });
}

function scoring(name: string, normalized: number | null, replicate = 0): JobEvent {
  const score = normalized === null ? { status: 'failed' } : { status: 'success', score: { normalized } };
  return event('scoring', { metric: { name }, replicate, ...score });
}

function step(index: number, score: number | null, failureRate = 0): JobEvent {
  return event('step', { score, summary: { failure_rate: failureRate } }, index);
}

function counted(plannedTrials: number | null, metrics: readonly string[], ...events: readonly JobEvent[]): JobCount {
  const count = new JobCount(plannedTrials, metrics);
  for (const item of events) count.add(item);
  return count;
}

describe('JobCount', () => {
  it('takes each trial and each of its scorings for one piece of the work', () => {
    expect(counted(4, ['a', 'b'], trial(), scoring('a', 1), scoring('b', 0)).share).toBeCloseTo(3 / 12);
    expect(counted(4, [], trial()).share).toBeCloseTo(1 / 4);
  });

  it('learns from a trial how often a judge looks', () => {
    const events = [trial(), scoring('a', 1), ...[0, 1, 2].map((replicate) => scoring('judge', 1, replicate))];

    expect(counted(2, ['a', 'judge'], ...events).share).toBeCloseTo(5 / 10);
  });

  it('is the mean over metrics of their means, without failed scorings', () => {
    const events = [trial(), scoring('a', 1), scoring('b', null), trial(), scoring('a', 0), scoring('b', 1)];

    expect(counted(2, ['a', 'b'], ...events).score).toBeCloseTo(0.75);
    expect(counted(2, ['a', 'b'], trial()).score).toBeNull();
  });

  it('begins anew with each proposal, but for the tokens', () => {
    const count = counted(
      1,
      ['a'],
      event('proposal', {}),
      trial('failed'),
      trial(),
      scoring('a', 0),
      step(0, 0),
      event('proposal', {}, 1),
    );

    expect(count).toMatchObject({ stepIndex: 1, trials: 0, scorings: 0, failed: 0, tokens: 1000, score: null, share: 0 });
  });

  it('knows how many trials a step takes from the first where nobody recorded it', () => {
    const count = counted(null, ['a'], event('proposal', {}), trial(), trial(), step(0, 1), event('proposal', {}, 1), trial());

    expect(count.plannedTrials).toBe(2);
  });
});

describe('progressText', () => {
  it('tells trials, rate, time left, score, failures and tokens', () => {
    const count = counted(10, ['a'], trial(), scoring('a', 0.5), trial('failed'), scoring('a', 0));

    expect(progressText(count, 4)).toBe('2/10 trials · 0.5/s · 16s left · score 0.250 · 1 failed · 1K tokens');
  });

  it('says nothing of a time or a score that nobody can know', () => {
    expect(progressText(counted(10, ['a']), 0)).toBe('0/10 trials · 0.0/s · 0 failed · 0 tokens');
  });

  it('writes durations as people do', () => {
    expect([0.2, 59, 187, 3849].map(duration)).toEqual(['1s', '59s', '3:07', '1:04:09']);
  });
});

describe('StepLines', () => {
  it('tells each step by its difference to the baseline, and marks the best so far', () => {
    const lines = new StepLines();

    expect(
      [step(0, 0.5), step(1, 0.25, 0.125), step(2, 0.75), step(3, 0.75), step(4, null)].map((item) => lines.line(item)),
    ).toEqual([
      'baseline  0.500  ★ best so far',
      'step 1    0.250  −0.250  12.5 % failed',
      'step 2    0.750  +0.250  ★ best so far',
      'step 3    0.750  +0.250',
      'step 4    –',
    ]);
  });
});
