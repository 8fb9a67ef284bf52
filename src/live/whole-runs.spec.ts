import { describe, expect, it } from '@jest/globals';
import type { Job } from '../domain/job.ts';
import type { Run } from '../domain/run.ts';
import type { RunToCompare } from './compared-rows.ts';
import { checkLimit, cutOf } from './whole-runs.ts';

function cut(trials: number, changes: Partial<Job>): string | null {
  const run = { status: 'completed', totalSamples: trials } as Run;
  return cutOf(run, { id: 'j', plannedTrials: 1000, status: 'done', stopped: null, ...changes } as Job);
}

describe('cutOf', () => {
  it('says of a job that ended early how far it came, and to resume it', () => {
    const resume = /^is cancelled, with 72 of its 1000 trials, .*easier ones: resume it \(POST \/api\/jobs\/j\/resume\)/;
    expect(cut(72, { status: 'cancelled' })).toMatch(resume);
    expect(cut(72, { status: 'error' })).toMatch(/^is error, with 72 of its 1000 trials/);
  });

  it('sends from a job that its comparison stopped to that comparison', () => {
    const stopped = { reason: 'decided', comparison_id: 'c' } as const;
    expect(cut(159, { stopped })).toMatch(/^was stopped early, with 159 of its 1000 trials.*GET \/api\/comparisons\/c\)\.$/);
    expect(cut(159, { stopped: { reason: 'limit' } })).toMatch(/start one that is not stopped\.$/);
  });

  it('has nothing to say of a job with all its trials, however it ended', () => {
    expect(cut(1000, { status: 'cancelled' })).toBeNull();
    expect(cut(1000, { stopped: { reason: 'decided' } })).toBeNull();
    expect(cut(990, {})).toBeNull();
  });

  it('goes by the status of a run that no job made', () => {
    expect(cutOf({ status: 'completed', totalSamples: 1 }, undefined)).toBeNull();
    expect(cutOf({ status: 'failed', totalSamples: 1 }, undefined)).toMatch(/^is failed.*name a run that is completed\.$/);
  });
});

describe('checkLimit', () => {
  const ended = { runId: 'base', places: new Map([0, 1, 2].map((row) => [row, row])) } as unknown as RunToCompare;
  const running = { runId: 'base', job: { spec: { repeats: 2 }, plannedTrials: 6 } } as unknown as RunToCompare;

  it.each([ended, running])('refuses a limit below the rows of the baseline', (baseline) => {
    expect(() => checkLimit(2, baseline, 2)).toThrow(
      /^With the limit 2 only 2 of the 3 rows of the baseline, base.*max_samples/,
    );
    expect(() => checkLimit(3, baseline, 3)).not.toThrow();
  });
});
