import { describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../domain/job-event.ts';
import type { FailureKind } from '../evaluation/trial.ts';
import { TrialCollector } from './trial-collector.ts';

const METRIC = { description: 'It is right.', kind: 'programmatic' } as const;

function event(type: 'trial' | 'scoring', payload: object): JobEvent {
  return { seq: 0, job_id: 'job', step_index: 0, type, payload: payload as JobEvent['payload'] };
}

function trial(row: number, { replicate = 0, failed = null as FailureKind | null } = {}): JobEvent {
  const example = { inputs: { question: 'the same' }, reference: 1 };
  const error = failed === null ? {} : { error: { kind: failed, type: 'Error', message: 'it failed' } };
  return event('trial', {
    status: failed === null ? 'success' : 'failed',
    trial_id: `id ${replicate}`,
    row,
    example,
    replicate,
    output: 1,
    ...error,
  });
}

function scoring(row: number, name: string, score: number | null, { look = 0, replicate = 0 } = {}): JobEvent {
  const came =
    score === null ? { error: { type: 'Error', message: 'x' } } : { score: { raw: score, normalized: score, reason: '' } };
  const status = score === null ? 'failed' : 'success';
  return event('scoring', { trial_id: `id ${replicate}`, row, metric: { name, ...METRIC }, replicate: look, status, ...came });
}

function collected(collector: TrialCollector, ...events: readonly JobEvent[]): object[] {
  return events.flatMap((one) => collector.add(one) ?? []);
}

describe('TrialCollector', () => {
  it('gives out a trial once all its looks are there, with the mean of those that gave a score', () => {
    const collector = new TrialCollector(1, 4);
    const looks = [scoring(5, 'a', 1), scoring(5, 'b', 0.5, { look: 0 }), scoring(5, 'b', null, { look: 1 })];
    expect(collected(collector, trial(5), ...looks)).toEqual([]);
    expect(collected(collector, scoring(5, 'b', 1, { look: 2 }))).toEqual([
      { row: 5, replicate: 0, scores: { a: 1, b: 0.75 } },
    ]);
  });

  it('tells rows that are equal, and the replicates of one, apart', () => {
    const collector = new TrialCollector(2, 1);
    const events = [0, 1].flatMap((row) => [0, 1].map((replicate) => trial(row, { replicate })));
    const scorings = [scoring(1, 'a', 0.25, { replicate: 1 }), scoring(0, 'a', 0.5), scoring(1, 'a', 0.75)];
    expect(collected(collector, ...events, ...scorings)).toEqual([
      { row: 1, replicate: 1, scores: { a: 0.25 } },
      { row: 0, replicate: 0, scores: { a: 0.5 } },
      { row: 1, replicate: 0, scores: { a: 0.75 } },
    ]);
  });

  it('takes a bad answer for the score that it got, and no answer for none', () => {
    const collector = new TrialCollector(1, 1);
    expect(collected(collector, trial(0, { failed: 'answer' }), scoring(0, 'a', 0))).toEqual([
      { row: 0, replicate: 0, scores: { a: 0 } },
    ]);
    expect(collected(collector, trial(1, { failed: 'provider' }), scoring(1, 'a', 0))).toEqual([
      { row: 1, replicate: 0, scores: { a: null } },
    ]);
  });

  it('gives out again what is made again, the trial or only the scoring that failed', () => {
    const collector = new TrialCollector(1, 1);
    collected(collector, trial(0, { failed: 'provider' }), scoring(0, 'a', null), trial(1), scoring(1, 'a', null));
    expect(collected(collector, trial(0), scoring(0, 'a', 1), scoring(1, 'a', 0.5))).toEqual([
      { row: 0, replicate: 0, scores: { a: 1 } },
      { row: 1, replicate: 0, scores: { a: 0.5 } },
    ]);
    expect(collected(collector, scoring(1, 'a', 1))).toEqual([]);
  });

  it('leaves out scorings of trials that never came', () => {
    expect(collected(new TrialCollector(1, 1), scoring(3, 'a', 1))).toEqual([]);
  });
});
