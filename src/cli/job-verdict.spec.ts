import { describe, expect, it } from '@jest/globals';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import { JobFold } from '../evaluation/job-fold.ts';
import type { JobDocument } from './api-client.ts';
import { jobVerdict } from './job-verdict.ts';

/** An evaluation of so many trials, of which some have the score 1 and the others could not be scored. */
function evaluated(trials: number, scored: number): JobFold {
  const fold = new JobFold({ kind: 'evaluate', metrics: ['m'] });
  const metric = { name: 'm', description: '', kind: 'programmatic' } as const;
  for (let row = 0; row < trials; row += 1) {
    const identity = { trial_id: `t${row}`, row, replicate: 0 };
    const trial: TrialPayload = { ...identity, status: 'success', example: { inputs: {}, reference: null } };
    const scoring: ScoringPayload =
      row < scored
        ? { ...identity, metric, status: 'success', score: { raw: 1, normalized: 1, reason: '' } }
        : { ...identity, metric, status: 'failed', error: { type: 'NoAnswer', message: '' } };
    fold.add({ step_index: 0, type: 'trial', payload: trial });
    fold.add({ step_index: 0, type: 'scoring', payload: scoring });
  }
  return fold;
}

function verdictOf(fold: JobFold, failUnder?: number, error: string | null = null): ReturnType<typeof jobVerdict> {
  const manifest = { status: 'done', error, job_id: 'j', kind: 'evaluate' };
  return jobVerdict({ manifest } as Pick<JobDocument, 'manifest'>, fold, failUnder);
}

describe('the verdict on a job', () => {
  it('says which limit ended it', () => {
    const stopped = { reason: 'max_tokens', limit: 2000, spent: 2034 };
    const manifest = { status: 'cancelled', error: null, job_id: 'j', kind: 'evaluate', stopped };
    expect(jobVerdict({ manifest } as unknown as Pick<JobDocument, 'manifest'>, evaluated(1, 1), undefined)).toEqual({
      code: 1,
      reason: 'job j ended as cancelled: it took 2,034 tokens, and its max_tokens is 2,000',
    });
  });

  it('is passed only with what could not be scored at 0', () => {
    expect(verdictOf(evaluated(10, 10), 0.9)).toEqual({ code: 0 });
    expect(verdictOf(evaluated(10, 1), 0.9)).toEqual({
      code: 3,
      reason: 'the score is 1, but not all trials could be scored: with these as 0 it is 0.1, below --fail-under 0.9',
    });
    expect(verdictOf(evaluated(10, 9), 0.9)).toEqual({ code: 0 });
  });

  it('is not passed without any score', () => {
    expect(verdictOf(evaluated(3, 0), 0)).toEqual({ code: 3, reason: 'there is no score, below --fail-under 0' });
    expect(verdictOf(evaluated(3, 0))).toEqual({ code: 0 });
  });

  it('is a failure where the job did all its work in vain', () => {
    const error = 'all 3 trials failed: 3 × ModelError: 401 no';
    expect(verdictOf(evaluated(3, 0), undefined, error)).toEqual({ code: 1, reason: error });
  });
});
