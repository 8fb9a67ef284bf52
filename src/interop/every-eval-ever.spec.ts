import { describe, expect, it } from '@jest/globals';
import { linesOf, readFileUnderTest, readRunUnderTest, tarFile } from './read-file.fixture.ts';

function result(name: string, metric: string, score: number): object {
  return {
    evaluation_result_id: `${name}.${metric}`,
    evaluation_name: name,
    source_data: { dataset_name: 'capitals', source_type: 'other' },
    metric_config: { metric_name: metric, lower_is_better: false, score_type: 'continuous', min_score: 0, max_score: 1 },
    score_details: { score },
  };
}

const AGGREGATE = {
  schema_version: '0.3.0',
  evaluation_id: 'capitals/org_model/1750000000',
  evaluation_timestamp: '1750000000',
  retrieved_timestamp: '1750000001',
  eval_library: { name: 'inspect_ai', version: '0.3.1' },
  model_info: { name: 'model', id: 'org/model' },
  evaluation_results: [result('capitals', 'accuracy', 0.5)],
};

function line(id: string, score: number, more: object = {}): object {
  return {
    schema_version: '0.3.0',
    evaluation_id: AGGREGATE.evaluation_id,
    model_id: 'org/model',
    evaluation_name: 'capitals',
    evaluation_result_id: 'capitals.accuracy',
    sample_id: id,
    interaction_type: 'single_turn',
    input: { raw: `Capital of ${id}?`, formatted: `Q: Capital of ${id}?\nA:`, reference: ['Paris'] },
    output: { raw: ['Paris'] },
    answer_attribution: [],
    evaluation: { score, is_correct: score === 1 },
    token_usage: { input_tokens: 12, output_tokens: 5, total_tokens: 17 },
    performance: { latency_ms: 250 },
    ...more,
  };
}

describe('Every Eval Ever', () => {
  it('reads aggregates and samples as one run', async () => {
    const samples = linesOf(line('a', 1), line('b', 0), line('c', 0, { error: 'refused' }));
    const run = await readRunUnderTest(await tarFile({ 'x/a.json': JSON.stringify(AGGREGATE), 'x/a_samples.jsonl': samples }));
    expect(run.header).toMatchObject({
      experimentId: 'capitals',
      createdAt: '2025-06-15T15:06:40.000Z',
      metadata: { harness: 'inspect_ai', harness_version: '0.3.1', model: 'org/model', dataset: 'capitals' },
    });
    expect(run.samples[0]).toMatchObject({
      id: 'a',
      prompt: 'Q: Capital of a?\nA:',
      response: 'Paris',
      reference: 'Paris',
      scores: { accuracy: 1 },
      usage: { input_tokens: 12, output_tokens: 5, latency: 0.25 },
      example: { inputs: 'Capital of a?' },
    });
    expect(run.samples[2]).toMatchObject({ scores: {}, error: { message: 'refused' } });
    expect([run.meanOf('accuracy'), run.warnings]).toEqual([0.5, []]);
  });

  it('reads samples alone, and aggregates alone', async () => {
    expect((await readRunUnderTest(linesOf(line('a', 1), line('b', 1)))).samples.map(({ scores }) => scores)).toEqual([
      { score: 1 },
      { score: 1 },
    ]);
    const run = await readRunUnderTest(JSON.stringify(AGGREGATE, undefined, 2));
    expect([run.samples, run.warnings]).toEqual([
      [],
      [
        'There are no samples of this evaluation: it can’t be compared sample by sample.',
        'The file states 0.5 for "accuracy", and no sample here has that score.',
      ],
    ]);
  });

  it('makes a run of each evaluation', async () => {
    const both = {
      ...AGGREGATE,
      evaluation_results: [result('one', 'f1', 0.1), result('one', 'em', 0.2), result('two', 'f1', 0.3)],
    };
    const runs = await readFileUnderTest(JSON.stringify(both));
    expect(runs).toMatchObject([
      { header: { experimentId: 'one' }, stated: [{ metric: 'f1' }, { metric: 'em' }] },
      { header: { experimentId: 'two' }, stated: [{ metric: 'f1' }] },
    ]);
  });
});
