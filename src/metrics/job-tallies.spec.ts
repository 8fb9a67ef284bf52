import { describe, expect, it } from '@jest/globals';
import { sampleBatch, sampleJob } from '../../test/contracts/sample-job.ts';
import { singleEvent } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import type { CallsPayload, ScoringPayload } from '../evaluation/event.ts';
import { JobTallies } from './job-tallies.ts';

const CALLS: CallsPayload = {
  response: { content: 'yes', input_tokens: 10, output_tokens: 2, latency: 0.5, cost_usd: 0.25, cached_input_tokens: 4 },
  other_attempts: [
    { content: null, input_tokens: null, output_tokens: null, latency: 0.1, error: '503', cost_usd: 0 },
    { content: 'hm', input_tokens: 10, output_tokens: 1, latency: 0.2, error: 'no JSON', cost_usd: null },
  ],
};

function scored(telemetry: object): ScoringPayload {
  const metric = { name: 'judged', description: '', kind: 'llm_judge' } as const;
  return {
    trial_id: 't',
    row: 0,
    metric,
    replicate: 0,
    status: 'success',
    score: { raw: 1, normalized: 1, reason: '' },
    telemetry: { model_id: 'gpt', provider: 'openai', ...CALLS, ...telemetry },
  };
}

function see(tallies: JobTallies, job: Job, payload: ScoringPayload): void {
  const batch = singleEvent({ seq: 0, job_id: job.id, step_index: 0, type: 'scoring', payload });
  tallies.see({ type: 'job.events', jobId: job.id, batch });
}

describe('JobTallies', () => {
  it('counts every call of a model, by what became of it, with its tokens and its cost', () => {
    const tallies = new JobTallies();
    const job = sampleJob('a');
    tallies.see({ type: 'job.started', job });
    see(tallies, job, scored({}));
    const asked = { provider: 'openai', model: 'gpt', role: 'judge' };

    expect(tallies.models.calls.readings).toEqual([
      { labels: { ...asked, outcome: 'answered' }, value: 1 },
      { labels: { ...asked, outcome: 'failed' }, value: 1 },
      { labels: { ...asked, outcome: 'unused' }, value: 1 },
    ]);
    expect(tallies.models.tokens.readings.map(({ value }) => value)).toEqual([20, 3, 4]);
    expect(tallies.models.costUsd.readings).toEqual([{ labels: asked, value: 0.25 }]);
    expect(tallies.models.unpriced.readings[0]?.value).toBe(1);
    expect(tallies.models.retries.readings[0]?.value).toBe(1);
  });

  it('counts an answer from the cache as such, and as no call', () => {
    const tallies = new JobTallies();
    const job = sampleJob('a');
    tallies.see({ type: 'job.started', job });
    see(tallies, job, scored({ response: { ...CALLS.response, cached: true }, other_attempts: [] }));

    expect(tallies.models.cacheHits.readings[0]?.value).toBe(1);
    expect(tallies.models.calls.readings.map(({ value }) => value)).toEqual([0, 0, 0]);
    expect(tallies.models.tokens.readings.map(({ value }) => value)).toEqual([0, 0, 0]);
  });

  it('does not count again the trials that a job has of another', () => {
    const trialsOf = (job: Job): number => {
      const tallies = new JobTallies();
      tallies.see({ type: 'job.started', job });
      tallies.see({ type: 'job.events', jobId: job.id, batch: sampleBatch(job.id, 0, 3) });
      return tallies.trials.readings.reduce((sum, { value }) => sum + value, 0);
    };

    expect(trialsOf(sampleJob('a'))).toBe(3);
    expect(trialsOf({ ...sampleJob('a'), scoredFrom: 'b' })).toBe(0);
  });
});
