import { describe, expect, it } from '@jest/globals';
import { FakeModel, row } from './fake-model.fixture.ts';
import { embeddingMetric, judgeCallsPerTrial, judgeModel } from './metric.ts';
import { ModelError } from './model.ts';
import { makeScorer } from './scorer.ts';
import { similarityAnswer, textsIn } from './similarity-request.ts';
import type { Scoring } from './scoring.ts';
import type { TrialToScore } from './trial.ts';

const never = new AbortController().signal;

const metric = embeddingMetric({
  description: 'near',
  model: 'local:words',
  texts: ({ output, reference }) => ({ text: output as string, references: reference as string[] }),
});

/** The vector of a text is its letters' places in the alphabet. */
const letters = new FakeModel((request) =>
  similarityAnswer(textsIn(request).map((text) => Array.from('abc', (letter) => Number(text.includes(letter))))),
);

async function scored(output: string, references: string[], model = letters): Promise<Scoring | null> {
  const { example } = row({}, references);
  const trial = { status: 'success', trialId: 't1', row: 0, example, replicate: 0, output, outputJson: output };
  return makeScorer({ name: 'near', metric, judge: model }, null).score(trial as unknown as TrialToScore, 0, never);
}

describe('the scorer of embeddingMetric', () => {
  it.each([
    ['ab', ['ab'], 1, 'cosine similarity 1'],
    ['ab', ['a'], Math.SQRT1_2, 'cosine similarity 0.7071'],
    ['ab', ['c', 'b'], Math.SQRT1_2, 'cosine similarity 0.7071'],
    ['a', ['b'], 0, 'cosine similarity 0'],
  ])('is the largest cosine of %j and %j', async (output, references, raw, reason) => {
    expect(await scored(output, references)).toMatchObject({
      status: 'success',
      metric: { name: 'near', kind: 'programmatic' },
      score: { raw: expect.closeTo(raw, 12), reason },
    });
  });

  it('counts a cosine below 0 as 0, and says what it is', async () => {
    const opposite = new FakeModel(() => similarityAnswer([[1], [-1]]));
    expect(await scored('a', ['b'], opposite)).toMatchObject({ score: { raw: 0, reason: 'cosine similarity -1' } });
  });

  it('asks nobody where a text is empty', async () => {
    const model = new FakeModel();
    expect(await scored(' ', ['a'], model)).toMatchObject({ score: { raw: 0 }, calls: null });
    expect(await scored('a', [''], model)).toMatchObject({ score: { raw: 0 }, calls: null });
    expect(await scored('', ['', 'a'], model)).toMatchObject({ score: { raw: 1 }, calls: null });
    expect(model.requests).toEqual([]);
  });

  it('records what the call took', async () => {
    const scoring = await scored('a', ['b']);
    expect(scoring?.calls).toMatchObject({ modelId: 'fake-1', response: { inputTokens: 3, content: '[0]' } });
    expect([judgeModel(metric), judgeCallsPerTrial({ metric })]).toEqual(['local:words', 1]);
  });

  it.each([
    ['a provider that gives up', () => Promise.reject(new ModelError('busy')), 'busy'],
    ['an answer without cosines', () => ({ content: 'hello' }), 'the embedding model gave no similarities'],
    ['vectors without a direction', () => similarityAnswer([[0], [1]]), 'the embeddings have no direction'],
    ['vectors of other lengths', () => similarityAnswer([[1], [1, 2]]), 'not the same length'],
  ])('fails for %s', async (_what, answer, message) => {
    const scoring = await scored('a', ['b'], new FakeModel(answer));
    expect(scoring).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining(message) } });
  });
});
