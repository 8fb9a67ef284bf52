import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readRunUnderTest, tarFile } from './read-file.fixture.ts';
import { zipFile } from './zip-file.fixture.ts';

const ADAPTER = { method: 'generation', model: 'org/model', num_train_trials: 1 };

function stat(name: string, mean: number, more: object = {}): object {
  return { name: { name, split: 'test', ...more }, count: 1, sum: mean, mean };
}

function instance(id: string, score: number, more: object = {}): object {
  const stats = [
    stat('exact_match', score),
    stat('num_prompt_tokens', 20),
    stat('num_output_tokens', 3),
    stat('inference_runtime', 0.5),
  ];
  return { instance_id: id, train_trial_index: 0, stats, ...more };
}

function state(id: string, more: object = {}): object {
  const references = [
    { output: { text: 'Paris' }, tags: ['correct'] },
    { output: { text: 'Rome' }, tags: [] },
  ];
  return {
    instance: { id, input: { text: `Capital of ${id}?` }, references, split: 'test' },
    train_trial_index: 0,
    request: { prompt: `Question: Capital of ${id}?\nAnswer:` },
    result: { success: true, completions: [{ text: ' Paris' }] },
    ...more,
  };
}

const NOISE = { perturbation: { name: 'typos' } };
const FILES = {
  'run_spec.json': JSON.stringify({
    name: 'capitals:subject=europe,method=generation,model=org_model',
    scenario_spec: {},
    adapter_spec: ADAPTER,
    groups: ['capitals'],
  }),
  'scenario_state.json': JSON.stringify({
    adapter_spec: ADAPTER,
    request_states: [
      state('id1'),
      state('id1', { request_mode: 'calibration' }),
      state('id2', { result: { success: false, error: 'no answer' } }),
    ],
  }),
  'per_instance_stats.json': JSON.stringify([instance('id1', 1), instance('id2', 0), instance('id1', 0, NOISE)]),
  'stats.json': JSON.stringify([stat('exact_match', 0.5), stat('exact_match', 0, NOISE), stat('num_prompt_tokens', 20)]),
};

describe('HELM', () => {
  it.each([
    ['a zip', async () => zipFile(Object.entries(FILES).map(([name, text]) => ({ name: `run/${name}`, text })))],
    ['a tar.gz', async () => gzipSync(await tarFile(FILES))],
  ])('reads the files of a run in %s', async (_, pack) => {
    const run = await readRunUnderTest(await pack());
    expect(run.header).toMatchObject({
      experimentId: 'capitals:subject=europe,method=generation',
      metadata: { harness: 'helm', model: 'org/model', dataset: 'capitals' },
    });
    expect(run.samples).toHaveLength(2);
    expect(run.samples[0]).toMatchObject({
      id: 'id1',
      prompt: 'Question: Capital of id1?\nAnswer:',
      response: ' Paris',
      reference: 'Paris',
      scores: { exact_match: 1 },
      usage: { input_tokens: 20, output_tokens: 3, latency: 0.5 },
      example: { inputs: { input: 'Capital of id1?', choices: ['Paris', 'Rome'] }, metadata: { split: 'test' } },
    });
    expect(run.samples[1]).toMatchObject({ scores: {}, error: { message: 'no answer' } });
    expect(run.warnings).toEqual(['The file states 0.5 for "exact_match", and the samples here have the mean 1.']);
  });

  it('reads scores alone', async () => {
    const run = await readRunUnderTest(FILES['per_instance_stats.json']);
    expect(run.samples.map(({ id, scores }) => [id, scores])).toEqual([
      ['id1', { exact_match: 1 }],
      ['id2', { exact_match: 0 }],
    ]);
  });
});
