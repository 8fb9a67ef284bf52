import { describe, expect, it } from '@jest/globals';
import { readRunUnderTest } from './read-file.fixture.ts';
import { type ZippedFile, zipFile } from './zip-file.fixture.ts';

const EVAL = {
  task: 'capitals',
  model: 'openai/gpt-4o-mini',
  created: '2026-05-12T20:28:13+02:00',
  dataset: { name: 'capitals' },
  config: { epochs: 1 },
  packages: { inspect_ai: '0.3.95' },
};

function header(results: object, more: object = {}): object {
  return {
    version: 2,
    status: 'success',
    eval: EVAL,
    results: { total_samples: 2, completed_samples: 2, ...results },
    ...more,
  };
}

const ACCURACY = { scores: [{ name: 'match', scorer: 'match', metrics: { accuracy: { name: 'accuracy', value: 0.5 } } }] };

function sample(id: number | string, epoch: number, value: unknown, more: object = {}): object {
  return {
    id,
    epoch,
    input: `What is the capital of country ${id}?`,
    target: 'Paris',
    messages: [{ role: 'user', content: 'x'.repeat(1000) }],
    output: { choices: [{ message: { role: 'assistant', content: 'Paris' } }] },
    scores: { match: { value, explanation: 'it says Paris' } },
    model_usage: { 'openai/gpt-4o-mini': { input_tokens: 20, output_tokens: 2 } },
    working_time: 0.5,
    ...more,
  };
}

function evalFile(head: object, samples: readonly object[], method: ZippedFile['method'] = 'deflated'): Buffer {
  const files = samples.map((one, at) => ({ name: `samples/${at}_epoch_1.json`, text: JSON.stringify(one), method }));
  return zipFile([
    { name: '_journal/start.json', text: '{}' },
    ...files,
    { name: 'header.json', text: JSON.stringify(head), method },
  ]);
}

describe('Inspect', () => {
  it.each(['stored', 'deflated', 'zstandard'] as const)('reads an .eval log whose files are %s', async (method) => {
    const run = await readRunUnderTest(evalFile(header(ACCURACY), [sample(1, 1, 'C'), sample(2, 1, 'I')], method));
    expect(run.header).toEqual({
      experimentId: 'capitals',
      status: 'completed',
      createdAt: '2026-05-12T18:28:13.000Z',
      metadata: {
        harness: 'inspect_ai',
        harness_version: '0.3.95',
        task: 'capitals',
        model: 'openai/gpt-4o-mini',
        dataset: 'capitals',
        label: 'capitals · openai/gpt-4o-mini',
      },
    });
    expect(run.samples[0]).toEqual({
      id: '1',
      prompt: 'What is the capital of country 1?',
      response: 'Paris',
      reference: 'Paris',
      scores: { match: 1 },
      reasons: { match: 'it says Paris' },
      usage: { input_tokens: 20, output_tokens: 2, latency: 0.5 },
      example: { inputs: 'What is the capital of country 1?', id: '1', metadata: {} },
    });
    expect([run.meanOf('match'), run.graded, run.warnings]).toEqual([0.5, ['match'], []]);
  });

  it('reads a .json log', async () => {
    const log = header(ACCURACY, {
      samples: [sample('a', 1, 'C'), sample('b', 1, 'N')],
      reductions: [{ scorer: 'match', samples: [] }],
    });
    const run = await readRunUnderTest(JSON.stringify(log, undefined, 2));
    expect([run.samples.map(({ id }) => id), run.meanOf('match'), run.warnings]).toEqual([['a', 'b'], 0.5, []]);
  });

  it.each([
    ['C', 1],
    ['P', 0.5],
    ['I', 0],
    ['N', 0],
    [true, 1],
    ['no', 0],
    [0.25, 0.25],
    ['7', 7],
  ])('takes a score of %j for %d', async (value, score) => {
    expect((await readRunUnderTest(evalFile(header({}), [sample(1, 1, value)]))).samples[0]?.scores).toEqual({ match: score });
  });

  it.each([null, 'maybe', [1, 2]])('takes a score of %j for a missing one, and no 0', async (value) => {
    expect((await readRunUnderTest(evalFile(header({}), [sample(1, 1, value)]))).samples[0]?.scores).toEqual({});
  });

  it('takes a score that is not a number, as Python writes it, for a missing one', async () => {
    const text = JSON.stringify(sample(1, 1, 'NOT')).replace('"NOT"', 'NaN');
    const bytes = zipFile([
      { name: 'samples/1_epoch_1.json', text },
      { name: 'header.json', text: JSON.stringify(header({})) },
    ]);
    expect((await readRunUnderTest(bytes)).samples[0]?.scores).toEqual({});
  });

  it('names the scores of a scorer that gives several by their keys', async () => {
    const both = sample(1, 1, { style: 3, facts: 'C' });
    expect((await readRunUnderTest(evalFile(header({}), [both]))).samples[0]?.scores).toEqual({ style: 3, facts: 1 });
  });

  it('gives a sample with an error no score', async () => {
    const broken = sample(2, 1, 'C', { scores: {}, error: { message: "RuntimeError('No services started.')" } });
    const run = await readRunUnderTest(evalFile(header(ACCURACY), [sample(1, 1, 'C'), broken]));
    expect(run.samples[1]).toMatchObject({ response: '', scores: {}, error: { type: 'RuntimeError' }, rawResponse: 'Paris' });
    expect(run.warnings).toEqual(['The file states 0.5 for "match", and the samples here have the mean 1.']);
  });

  it('averages the epochs of a sample, and says where Inspect reduced them in another way', async () => {
    const epochs = [sample(1, 1, 'C'), sample(1, 2, 'I'), sample(2, 1, 'C'), sample(2, 2, 'C')];
    const head = (reducer: string, value: number): object => ({
      ...header({ scores: [{ name: 'match', scorer: 'match', reducer, metrics: { accuracy: { name: 'accuracy', value } } }] }),
      eval: { ...EVAL, config: { epochs: 2 } },
    });
    const mean = await readRunUnderTest(evalFile(head('mean', 0.75), epochs));
    expect([mean.meanOf('match'), mean.warnings]).toEqual([0.75, []]);
    const most = await readRunUnderTest(evalFile(head('max', 1), epochs));
    expect(most.warnings).toEqual([
      'The file states 1 for "match", and the samples here have the mean 0.75. Inspect reduced the epochs by max; Assay averages them.',
    ]);
  });

  it('puts attachments back, and shows messages and choices', async () => {
    const hash = 'a'.repeat(32);
    const attached = sample(1, 1, 'C', {
      input: [{ role: 'user', content: `attachment://${hash}` }],
      choices: ['Paris', 'Rome'],
      attachments: { [hash]: 'Which one?' },
    });
    const { samples } = await readRunUnderTest(evalFile(header({}), [attached]));
    expect(samples[0]?.prompt).toBe('Which one?\n\nA) Paris\nB) Rome');
    expect(samples[0]?.example?.['inputs']).toEqual({
      input: [{ role: 'user', content: 'Which one?' }],
      choices: ['Paris', 'Rome'],
    });
  });

  it('reads a log that was never finished, and says so', async () => {
    const start = { name: '_journal/start.json', text: JSON.stringify({ version: 2, eval: EVAL, status: 'started' }) };
    const run = await readRunUnderTest(
      zipFile([start, { name: 'samples/1_epoch_1.json', text: JSON.stringify(sample(1, 1, 'C')) }]),
    );
    expect([run.header.status, run.samples.length]).toEqual(['failed', 1]);
    expect(run.warnings).toEqual(['The log was written while its evaluation ran: it may not have all samples.']);
  });
});
