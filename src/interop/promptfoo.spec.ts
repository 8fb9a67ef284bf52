import { describe, expect, it } from '@jest/globals';
import { readFileUnderTest, type RunUnderTest } from './read-file.fixture.ts';

function result(promptIdx: number, question: string, score: number, more: object = {}): object {
  return {
    promptIdx,
    testIdx: 0,
    prompt: { raw: `Prompt ${promptIdx}: ${question}`, label: `Prompt ${promptIdx}: {{question}}` },
    provider: { id: 'openai:chat:gpt-4o-mini', label: '' },
    vars: { question },
    testCase: { vars: { question }, assert: [{ type: 'icontains', value: 'Paris' }] },
    response: { output: 'Paris', tokenUsage: { total: 12, prompt: 10, completion: 2 } },
    gradingResult: { pass: score === 1, score, reason: 'as asserted' },
    success: score === 1,
    score,
    namedScores: { tone: 0.5 },
    latencyMs: 500,
    failureReason: score === 1 ? 0 : 1,
    ...more,
  };
}

function head(metrics: object, at: number): object {
  return {
    raw: `Prompt ${at}: {{question}}`,
    label: `Prompt ${at}: {{question}}`,
    provider: 'openai:chat:gpt-4o-mini',
    metrics,
  };
}

function fileOf(results: readonly object[], prompts: readonly object[]): string {
  const summary = { version: 3, timestamp: '2026-04-22T15:48:05.620Z', prompts, results, stats: {} };
  return JSON.stringify({
    evalId: 'eval-1',
    results: summary,
    config: { description: 'Capitals' },
    metadata: { promptfooVersion: '0.118.11' },
  });
}

async function read(text: string): Promise<readonly RunUnderTest[]> {
  return (await readFileUnderTest(text)) as readonly RunUnderTest[];
}

describe('promptfoo', () => {
  it('gives a run for each arm, whose samples have the same ids', async () => {
    const results = [result(0, 'a', 1), result(1, 'a', 0), result(0, 'b', 0.5), result(1, 'b', 1)];
    const counts = { testPassCount: 1, testFailCount: 1, testErrorCount: 0 };
    const prompts = [
      head({ ...counts, score: 1.5, namedScores: { tone: 1 }, namedScoresCount: { tone: 2 } }, 0),
      head({ ...counts, score: 1 }, 1),
    ];
    const runs = await read(fileOf(results, prompts));
    expect(runs.map(({ header, samples }) => [header.metadata['label'], samples.length])).toEqual([
      ['Capitals · openai:chat:gpt-4o-mini · Prompt 0: {{question}}', 2],
      ['Capitals · openai:chat:gpt-4o-mini · Prompt 1: {{question}}', 2],
    ]);
    expect(runs[0]?.samples.map(({ id }) => id)).toEqual(runs[1]?.samples.map(({ id }) => id));
    expect(runs[0]?.samples[0]).toMatchObject({
      prompt: 'Prompt 0: a',
      response: 'Paris',
      reference: 'Paris',
      scores: { pass: 1, score: 1, tone: 0.5 },
      reasons: { score: 'as asserted' },
      usage: { input_tokens: 10, output_tokens: 2, latency: 0.5 },
    });
    expect(runs.map((run) => [run.meanOf('pass'), run.meanOf('score'), run.warnings])).toEqual([
      [0.5, 0.75, []],
      [0.5, 0.5, []],
    ]);
  });

  it('gives a test that could not be run no score, and says that promptfoo counts it as 0', async () => {
    const failed = result(0, 'b', 0, { error: 'API error: 500', failureReason: 2, gradingResult: null, response: {} });
    const prompts = [head({ testPassCount: 1, testFailCount: 0, testErrorCount: 1, score: 1 }, 0)];
    const [run] = await read(fileOf([result(0, 'a', 1), failed], prompts));
    expect(run?.samples[1]).toMatchObject({ scores: {}, error: { type: 'Error', message: 'API error: 500' } });
    expect(run?.warnings).toEqual([
      'The file states 0.5 for "pass", and the samples here have the mean 1. promptfoo counts 1 of 2 tests that could not be run as 0; Assay leaves them out.',
      'The file states 0.5 for "score", and the samples here have the mean 1. promptfoo counts 1 of 2 tests that could not be run as 0; Assay leaves them out.',
    ]);
  });

  it('takes a failed assertion for a score, and no error', async () => {
    const failed = result(0, 'b', 0, { error: 'Expected output to contain "Paris"' });
    const [run] = await read(fileOf([failed], [head({}, 0)]));
    expect([run?.samples[0]?.scores, run?.samples[0]?.error]).toEqual([{ pass: 0, score: 0, tone: 0.5 }, undefined]);
  });

  it('takes the same test again for a repeat', async () => {
    const [run] = await read(fileOf([result(0, 'a', 1), result(0, 'a', 0), result(0, 'b', 1)], [head({}, 0)]));
    expect(run?.meanOf('pass')).toBe(0.75);
  });
});
