import { describe, expect, it } from '@jest/globals';
import { linesOf, readFileUnderTest, readRunUnderTest, type RunUnderTest, tarFile } from './read-file.fixture.ts';

const RESULTS = {
  results: {
    arith: {
      alias: 'arith',
      'exact_match,strict': 0.5,
      'exact_match,flexible': 1,
      'exact_match_stderr,strict': 0.5,
      'f1,none': 0.8,
    },
  },
  configs: {
    arith: {
      dataset_path: 'org/arith',
      metric_list: [
        { metric: 'exact_match', aggregation: 'mean' },
        { metric: 'f1', aggregation: 'f1' },
      ],
    },
  },
  versions: { arith: 1 },
  'n-shot': { arith: 5 },
  'n-samples': { arith: { original: 100, effective: 2 } },
  model_name: 'org/model',
  lm_eval_version: '0.4.9.2',
  date: 1768964383.8,
};

function line(id: number, filter: string, score: number, more: object = {}): object {
  return {
    doc_id: id,
    doc: { question: `${id} + 1?` },
    target: String(id + 1),
    arguments: { gen_args_0: { arg_0: `Question: ${id} + 1?\nAnswer:`, arg_1: {} } },
    resps: [[' it is 2']],
    filtered_resps: ['2'],
    filter,
    metrics: ['exact_match', 'f1'],
    exact_match: score,
    f1: 0.5,
    ...more,
  };
}

const SAMPLES = linesOf(line(1, 'strict', 1), line(2, 'strict', 0), line(1, 'flexible', 1), line(2, 'flexible', 1));
const NAME = 'samples_arith_2026-01-21T03-44-18.458309.jsonl';

describe('the LM Evaluation Harness', () => {
  it('gives a run for the samples of a task, with the scores of all filters', async () => {
    const run = await readRunUnderTest(await tarFile({ 'results_2026.json': JSON.stringify(RESULTS), [NAME]: SAMPLES }));
    expect(run.header).toMatchObject({
      experimentId: 'arith',
      metadata: {
        harness: 'lm-evaluation-harness',
        harness_version: '0.4.9.2',
        model: 'org/model',
        dataset: 'org/arith',
        num_fewshot: 5,
      },
    });
    expect(run.samples).toHaveLength(2);
    expect(run.samples[1]).toEqual({
      id: '2',
      prompt: 'Question: 2 + 1?\nAnswer:',
      response: '2',
      reference: '3',
      scores: { 'exact_match,strict': 0, 'f1,strict': 0.5, 'exact_match,flexible': 1, 'f1,flexible': 0.5 },
      example: { inputs: { question: '2 + 1?' }, id: '2' },
    });
    expect([run.meanOf('exact_match,strict'), run.meanOf('exact_match,flexible')]).toEqual([0.5, 1]);
    expect(run.warnings).toEqual([
      'The file states 0.8 for "f1", and no sample here has that score. The harness aggregates it by f1, not as a mean.',
    ]);
  });

  it('gives samples alone, whose task is in the name of the file', async () => {
    const run = await readRunUnderTest(linesOf(line(1, 'none', 1)), NAME);
    expect([run.header.experimentId, run.samples[0]?.scores]).toEqual(['arith', { exact_match: 1, f1: 0.5 }]);
    expect((await readRunUnderTest(linesOf(line(1, 'none', 1)), 'mine.jsonl')).header.experimentId).toBe('mine');
  });

  it('gives results alone as a run without samples for each task, and says so', async () => {
    const results = { ...RESULTS, results: { one: { 'acc,none': 0.25 }, two: { 'acc,none': 0.75 } } };
    const runs = await readFileUnderTest(JSON.stringify(results));
    expect(runs).toMatchObject([
      { header: { experimentId: 'one' }, samples: [] },
      { header: { experimentId: 'two' }, samples: [] },
    ]);
    expect((runs as readonly RunUnderTest[])[0]?.warnings).toEqual([
      'There is no file of samples for this task: it can’t be compared sample by sample.',
      'The file states 0.25 for "acc", and no sample here has that score.',
    ]);
  });

  it('says where there are fewer samples than were evaluated', async () => {
    const one = linesOf(line(1, 'strict', 0.5));
    const run = await readRunUnderTest(await tarFile({ 'r.json': JSON.stringify(RESULTS), [NAME]: one }));
    expect(run.warnings).toContain('The file has 1 of the 2 samples that it speaks of.');
  });

  it('leaves out what is no number, and shows all options of a multiple choice', async () => {
    const choice = line(1, 'none', 1, {
      f1: [0, 1],
      metrics: undefined,
      resps: [[['-1.5', 'True']], [['-2.5', 'False']]],
      filtered_resps: [
        ['-1.5', 'True'],
        ['-2.5', 'False'],
      ],
    });
    const run = await readRunUnderTest(linesOf(choice));
    expect(run.samples[0]).toMatchObject({ scores: { exact_match: 1 }, response: '[["-1.5","True"],["-2.5","False"]]' });
  });

  it('refuses results that come twice, and names the line that is no sample', async () => {
    const twice = await tarFile({ 'a.json': JSON.stringify(RESULTS), 'b.json': JSON.stringify(RESULTS) });
    await expect(readFileUnderTest(twice)).rejects.toThrow(/more than once/);
    await expect(readFileUnderTest(`${SAMPLES}{"a": 1}\n`)).rejects.toMatchObject({ place: 'line 5' });
  });
});
