import { describe, expect, it } from '@jest/globals';
import { linesOf, readRunUnderTest } from './read-file.fixture.ts';

const SPEC = {
  spec: {
    completion_fns: ['gpt-4o'],
    eval_name: 'arith.dev.v0',
    base_eval: 'arith',
    split: 'dev',
    run_id: 'r1',
    created_at: '2026-02-03 04:05:06.7',
  },
};

function event(sample: string, type: string, data: object): object {
  return { run_id: 'r1', event_id: 0, sample_id: sample, type, data, created_by: '', created_at: '2026-02-03 04:05:06+00:00' };
}

describe('OpenAI Evals', () => {
  it('reads a log whose events of different samples are mixed', async () => {
    const run = await readRunUnderTest(
      linesOf(
        SPEC,
        event('arith.dev.0', 'sampling', { prompt: [{ role: 'user', content: '1+1?' }], sampled: ['2'] }),
        event('arith.dev.1', 'sampling', { prompt: '1+2?', sampled: ['4'] }),
        event('arith.dev.1', 'sampling', { prompt: 'Is 4 right?', sampled: ['no'] }),
        event('arith.dev.1', 'match', { correct: false, expected: '3', picked: null }),
        event('arith.dev.0', 'match', { correct: true, expected: '2', picked: '2' }),
        event('arith.dev.0', 'metrics', { f1_score: 0.5, choice: 'A' }),
        event('arith.dev.2', 'error', { type: 'Timeout', message: 'no answer' }),
        { final_report: { accuracy: 0.5, boostrap_std: 0.2, f1_score: 0.5 } },
      ),
    );
    expect(run.header).toMatchObject({
      experimentId: 'arith.dev.v0',
      createdAt: '2026-02-03T04:05:06.700Z',
      status: 'completed',
      metadata: { harness: 'openai-evals', model: 'gpt-4o' },
    });
    expect(run.samples).toMatchObject([
      { id: 'arith.dev.0', prompt: '1+1?', response: '2', reference: '2', scores: { accuracy: 1, f1_score: 0.5 } },
      { id: 'arith.dev.1', prompt: '1+2?', response: '4', reference: '3', scores: { accuracy: 0 } },
      { id: 'arith.dev.2', scores: {}, error: { type: 'Timeout', message: 'no answer' } },
    ]);
    expect(run.warnings).toEqual([]);
  });

  it('says that a log without a final report did not come to its end', async () => {
    const run = await readRunUnderTest(linesOf(SPEC, event('a', 'match', { correct: true, expected: 'x' })));
    expect([run.header.status, run.samples.length, run.warnings]).toEqual([
      'failed',
      1,
      ['The log has no final report: its evaluation did not come to its end.'],
    ]);
  });
});
