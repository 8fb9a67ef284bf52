import { describe, expect, it } from '@jest/globals';
import { type Model, ModelError } from '../evaluation/model.ts';
import { signal, userRequest } from './completion-request.fixture.ts';
import { createLocalModel } from './local-models.ts';

async function failures(model: Model): Promise<number[]> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 400 }, (_, index) => model.complete(userRequest(`request ${index}`), signal)),
  );
  return outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
}

describe('underConditions', () => {
  it('fails about the share of requests that fail_rate names, the same ones each time', async () => {
    const failed = await failures(createLocalModel('echo?fail_rate=0.25'));
    expect(failed.length).toBeGreaterThan(70);
    expect(failed.length).toBeLessThan(130);
    expect(await failures(createLocalModel('echo?fail_rate=0.25'))).toEqual(failed);
  });

  it('fails other requests with another seed', async () => {
    const failed = await failures(createLocalModel('echo?fail_rate=0.25'));
    expect(await failures(createLocalModel('echo?fail_rate=0.25&seed=7'))).not.toEqual(failed);
  });

  it('fails with a ModelError that says that it is on purpose', async () => {
    const answer = createLocalModel('lexicon?fail_rate=1').complete(userRequest('fine'), signal);
    await expect(answer).rejects.toThrow(ModelError);
    await expect(answer).rejects.toThrow('on purpose');
  });

  it('answers the same as without them, and counts the wait as latency', async () => {
    const completion = await createLocalModel('echo?latency_ms=3&jitter_ms=1').complete(userRequest('hello'), signal);
    expect(completion.content).toBe('hello');
    expect(completion.latencySeconds).toBeGreaterThan(0);
  });

  it('stops waiting when the signal aborts, with its reason', async () => {
    const controller = new AbortController();
    const answer = createLocalModel('echo?latency_ms=600000').complete(userRequest('hello'), controller.signal);
    controller.abort(new Error('the job is cancelled'));
    await expect(answer).rejects.toThrow('the job is cancelled');
  });

  it.each(['echo', 'lexicon', 'overlap'])('keeps %s from answering after an abort', async (name) => {
    const aborted = AbortSignal.abort(new Error('too late'));
    await expect(createLocalModel(name).complete(userRequest('hello'), aborted)).rejects.toThrow('too late');
  });
});
