import { describe, expect, it } from '@jest/globals';
import { FakeModel, row } from './fake-model.fixture.ts';
import { programmaticMetric } from './metric.ts';
import { ProgrammaticScorer } from './programmatic-scorer.ts';
import { range } from './scale.ts';
import type { Scoring } from './scoring.ts';
import type { SuccessfulTrial, Trial } from './trial.ts';

const never = new AbortController().signal;
const { example } = row({ q: 'x' }, 'gold');

async function trial(): Promise<SuccessfulTrial> {
  const request = { messages: [], systemInstruction: null, outputSchema: null, generationKwargs: {} };
  const response = await new FakeModel().complete(request, never);
  const telemetry = { renderedPrompt: '', modelId: 'm', request, response };
  return {
    status: 'success',
    trialId: 't1',
    row: 3,
    example,
    replicate: 0,
    output: { text: 'abc' },
    outputJson: null,
    telemetry,
  };
}

async function scoringOf(score: unknown, of?: Trial, timeoutMs: number | null = null): Promise<Scoring | null> {
  const metric = programmaticMetric({ description: 'length', scale: range(0, 10), score: score as () => number });
  const scorer = new ProgrammaticScorer({ name: 'short', metric, judge: null }, metric, timeoutMs);
  return scorer.score(of ?? (await trial()), 0, never);
}

describe('ProgrammaticScorer', () => {
  it('scores with a reason', async () => {
    expect(
      await scoringOf(({ output }: { output: { text: string } }) => ({ raw: output.text.length, reason: '3 letters' })),
    ).toEqual({
      status: 'success',
      trialId: 't1',
      row: 3,
      metric: { name: 'short', description: 'length', kind: 'programmatic' },
      replicate: 0,
      score: { raw: 3, normalized: 0.3, reason: '3 letters' },
    });
  });

  it('shows the scorer output, inputs and reference', async () => {
    let seen: unknown;
    await scoringOf((context: unknown) => {
      seen = context;
      return 0;
    });
    expect(seen).toEqual({ output: { text: 'abc' }, example, inputs: { q: 'x' }, reference: 'gold' });
  });

  it.each([
    ['a bare value', () => 5, { raw: 5, normalized: 0.5, reason: '' }],
    ['a promise', async () => 10, { raw: 10, normalized: 1, reason: '' }],
    ['a promise with a reason', async () => ({ raw: 0, reason: 'r' }), { raw: 0, normalized: 0, reason: 'r' }],
    ['a value without reason', () => ({ raw: 1 }), { raw: 1, normalized: 0.1, reason: '' }],
  ])('takes %s', async (_what, score, expected) => {
    expect(await scoringOf(score)).toMatchObject({ status: 'success', score: expected });
  });

  it.each([
    [
      'throws',
      () => {
        throw new RangeError('crash');
      },
      'RangeError',
      'crash',
    ],
    ['rejects', () => Promise.reject(new Error('later')), 'Error', 'later'],
    ['returns NaN', () => NaN, 'ScaleError', 'NaN is not on the scale'],
    ['leaves its scale', () => ({ raw: 11, reason: '' }), 'ScaleError', '11 is not on the scale'],
    ['returns a boolean on a range', () => true, 'ScaleError', 'true is not on the scale'],
    ['returns nothing', () => undefined, 'ScaleError', 'undefined is not on the scale'],
    ['returns another object', () => ({ score: 1 }), 'TypeError', 'a scorer returns a value of its scale, or { raw, reason }'],
    [
      'gives no text for a reason',
      () => ({ raw: 1, reason: 5 }),
      'TypeError',
      'the reason of a score must be a text, not a number',
    ],
  ])('is a failed scoring when the scorer %s', async (_what, score, type, message) => {
    const scoring = await scoringOf(score);
    expect(scoring).toMatchObject({ status: 'failed', failure: { type, message: expect.stringContaining(message) } });
    expect(scoring).not.toHaveProperty('score');
  });

  it('is a failed scoring when its time is up', async () => {
    const scoring = await scoringOf(() => new Promise(() => undefined), undefined, 5);
    expect(scoring).toMatchObject({ failure: { type: 'TimeoutError', message: 'the scorer took longer than 5 ms' } });
  });

  it('scores a failed trial 0 without looking at it', async () => {
    let calls = 0;
    const failed: Trial = {
      status: 'failed',
      trialId: 't1',
      row: 3,
      example,
      replicate: 0,
      failure: { type: 'ValueError', message: 'unlucky' },
    };
    const scoring = await scoringOf(() => (calls += 1), failed);
    expect(scoring).toMatchObject({
      status: 'success',
      score: { raw: 0, normalized: 0, reason: 'The trial failed: ValueError: unlucky' },
    });
    expect(calls).toBe(0);
  });

  it('keeps what a scorer does to the example to itself', async () => {
    await scoringOf(({ inputs }: { inputs: Record<string, unknown> }) => {
      inputs.q = 'changed';
      return 1;
    });
    expect(example.inputs).toEqual({ q: 'x' });
  });
});
