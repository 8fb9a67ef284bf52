import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventsOf, sampleEnd, sampleEvent, sampleJob } from '../../test/contracts/sample-job.ts';
import { encodeEvents } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { TrialPayload } from '../evaluation/event.ts';
import { MemoryJobStore } from '../storage/memory/memory-job-store.ts';
import { copiedTrials, preparationOf } from './copied-trials.ts';

const RESPONSE = { content: 'four', input_tokens: 11, output_tokens: 7, latency: 0.5, cost_usd: 0.01 };

describe('copiedTrials', () => {
  let store: MemoryJobStore;

  beforeEach(async () => {
    store = new MemoryJobStore();
    for (const id of ['source', 'copy']) await store.create(sampleJob(id));
  });

  async function copies(firstSeq = 0): Promise<JobEvent[]> {
    return eventsOf(copiedTrials(store, { id: 'copy', scoredFrom: 'source' }, firstSeq));
  }

  function trial(seq: number, change: Partial<TrialPayload> = {}): JobEvent {
    const event = sampleEvent('source', seq);
    return { ...event, payload: { ...event.payload, ...change } } as JobEvent;
  }

  it('gives the trials new numbers and leaves their scorings out', async () => {
    const { payload } = trial(0) as { payload: TrialPayload };
    const scoring = { seq: 1, job_id: 'source', step_index: 0, type: 'scoring', payload: { trial_id: payload.trial_id } };
    await store.append('source', encodeEvents([trial(0), scoring as JobEvent, trial(2)]));
    await expect(copies()).resolves.toEqual([
      { ...trial(0), job_id: 'copy' },
      { ...trial(2), job_id: 'copy', seq: 1 },
    ]);
  });

  it('takes the last of trials that were made again, and none that is there already', async () => {
    const again = trial(3, { row: 0, error: { type: 'Error', message: 'again', kind: 'program' } });
    await store.append('source', encodeEvents([trial(0), trial(1), trial(2), again]));
    await store.append('copy', encodeEvents([{ ...trial(1), seq: 0, job_id: 'copy' }]));
    await expect(copies(1)).resolves.toEqual([
      { ...trial(2), job_id: 'copy', seq: 1 },
      { ...again, job_id: 'copy', seq: 2 },
    ]);
  });

  it('marks what calls took as not spent again', async () => {
    const attempt = { content: null, input_tokens: 5, output_tokens: 0, latency: 1, error: 'no JSON' };
    const telemetry = { rendered_prompt: 'add', request: {}, response: RESPONSE, other_attempts: [attempt] };
    await store.append('source', encodeEvents([trial(0, { telemetry } as unknown as Partial<TrialPayload>)]));
    const [copy] = await copies();
    const { telemetry: copied } = copy?.payload as TrialPayload;
    expect(copied).toEqual({ rendered_prompt: 'add', request: {}, response: { ...RESPONSE, cost_usd: 0, cached: true } });
  });

  it('says which job is gone', async () => {
    await store.finish('source', sampleEnd, null);
    await store.delete('source');
    await expect(copies()).rejects.toThrow('job source, whose outputs were to be scored, is not there any more');
  });
});

describe('preparationOf', () => {
  it('tells of the stored trials of a job that only scores them', () => {
    expect(preparationOf(sampleJob('a', { scoredFrom: 'b', plannedTrials: 7 }))).toEqual({ storedTrials: 7 });
    expect(preparationOf(sampleJob('a'))).toEqual({});
  });
});
