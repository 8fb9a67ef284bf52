import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Run, WholeSample } from '../domain/run.ts';
import type { MetricAggregate, SampleAggregate } from '../domain/sample-query.ts';
import { readFileUnderTest, readRunUnderTest, tarFile } from './read-file.fixture.ts';
import { type ExportFormat, type ExportPart, runExport } from './run-export.ts';
import type { RunToExport } from './run-to-export.ts';

const RUN: Run = {
  runId: 'job-1',
  experimentId: 'capitals',
  status: 'completed',
  createdAt: '2026-03-01T10:00:00.000Z',
  source: 'job',
  name: 'v1 · english · openai:gpt-5',
  label: null,
  kind: 'evaluate',
  project: 'capitals',
  program: 'v1',
  prompt: 'english',
  model: 'openai:gpt-5',
  dataset: 'countries',
  stepIndex: null,
  sampleCount: 2,
  totalSamples: 4,
  failedSamples: 1,
  costUsd: null,
  metrics: { exact: 0.75, close: 0.5 },
  metadata: { repeats: 2, metric_definitions: { exact: { description: 'is the same', kind: 'programmatic' } } },
};

function metric(name: string, mean: number): MetricAggregate {
  return { metric: name, mean, sd: 0.25, n: 2, interval: [0.1, 0.9], distribution: null };
}

const AGGREGATE = {
  samples: 4,
  failed: 1,
  metrics: [metric('exact', 0.75), metric('close', 0.5)],
} as unknown as SampleAggregate;

const WHOLE = { prompt: 'Capital of "France"?', response: 'Paris', reference: 'Paris', cost: null };
const SAMPLES: readonly WholeSample[] = [
  {
    ...WHOLE,
    id: 'a',
    row: 0,
    replicate: 0,
    scores: { exact: 1, close: 0.5 },
    reasons: { exact: 'the same' },
    example: { inputs: { country: 'France' }, reference: 'Paris', metadata: { continent: 'Europe' } },
    usage: { input_tokens: 7, output_tokens: 3, latency: 0.25 },
    tags: ['easy', 'west'],
  },
  { ...WHOLE, id: 'a', row: 0, replicate: 1, scores: { exact: 0.5 }, response: '=HYPERLINK("http://x.example")' },
  { ...WHOLE, id: 'b', row: 1, replicate: 0, scores: { exact: 0.75, close: 0.5 }, response: 'two\r\nlines, and "quotes"' },
  {
    ...WHOLE,
    id: 'b',
    row: 1,
    replicate: 1,
    scores: {},
    response: '',
    rawResponse: '@all I can’t say.',
    error: { type: 'AnswerError', message: 'the answer is no JSON' },
  },
];

function given(change: Partial<Run> = {}, samples = SAMPLES, aggregate = AGGREGATE): RunToExport {
  return {
    run: { ...RUN, ...change },
    aggregate,
    now: '2026-03-02T10:00:00.000Z',
    async *samples() {
      yield samples.slice(0, 1);
      yield samples.slice(1);
    },
  };
}

async function textOf(run: RunToExport, format: ExportFormat, part?: ExportPart): Promise<string> {
  let text = '';
  for await (const piece of runExport(run, format, part).text) text += piece;
  return text;
}

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a run as CSV', () => {
  it('has a row a sample, with its scores, error, tokens and seconds', async () => {
    const rows = parse<Record<string, string>>(await textOf(given(), 'csv'), { columns: true, record_delimiter: '\r\n' });
    expect(rows).toHaveLength(4);
    expect(rows[0]).toEqual({
      row: '0',
      replicate: '0',
      id: 'a',
      status: 'success',
      inputs: '{"country":"France"}',
      prompt: 'Capital of "France"?',
      output: 'Paris',
      reference: 'Paris',
      'metric.exact': '1',
      'metric.close': '0.5',
      error_type: '',
      error: '',
      input_tokens: '7',
      output_tokens: '3',
      latency: '0.25',
      cost: '',
      cluster: '',
      tags: '["easy","west"]',
    });
    expect(rows[2]).toMatchObject({ output: 'two\r\nlines, and "quotes"' });
    expect(rows[3]).toMatchObject({ status: 'failed', 'metric.exact': '', error_type: 'AnswerError' });
  });

  it('keeps spreadsheets from taking a text for a formula, and numbers as they are', async () => {
    const negative = [{ ...WHOLE, id: '-1+2', row: 0, replicate: 0, scores: { exact: -0.5 } }];
    const rows = parse<Record<string, string>>(await textOf(given({}, [...SAMPLES, ...negative]), 'csv'), { columns: true });
    expect(rows.map(({ output }) => output)).toEqual([
      'Paris',
      '\'=HYPERLINK("http://x.example")',
      'two\r\nlines, and "quotes"',
      "'@all I can’t say.",
      'Paris',
    ]);
    expect(rows[4]).toMatchObject({ id: "'-1+2", 'metric.exact': '-0.5' });
  });
});

describe('a run as JSON lines', () => {
  it('is what an import takes, with all that is known of a sample', async () => {
    const text = await textOf(given(), 'jsonl');
    expect(await readFileUnderTest(text)).toBe('assay-ndjson');
    const [header, first, , , failed] = lines(text);
    expect(header).toEqual({
      run_id: 'job-1',
      experiment_id: 'capitals',
      status: 'completed',
      created_at: '2026-03-01T10:00:00.000Z',
      metadata: { ...RUN.metadata, label: RUN.name, metric_ranges: { exact: [0, 1], close: [0, 1] } },
    });
    expect(first).toMatchObject({ id: 'a', scores: { exact: 1, close: 0.5 }, reasons: { exact: 'the same' }, input_tokens: 7 });
    expect(failed).toMatchObject({ raw_response: '@all I can’t say.', error: { type: 'AnswerError' } });
  });

  it('says of an import what that said, and no more', async () => {
    const [header] = lines(await textOf(given({ source: 'import', metadata: { model: 'm' } }), 'jsonl'));
    expect(header?.['metadata']).toEqual({ model: 'm' });
  });
});

describe('a run as a log of Inspect', () => {
  it('is read again with the same scores, epochs, errors and means', async () => {
    const run = await readRunUnderTest(await textOf(given(), 'inspect'));
    expect(run.header).toMatchObject({
      experimentId: 'capitals',
      status: 'completed',
      createdAt: '2026-03-01T10:00:00.000Z',
      metadata: { model: 'openai:gpt-5', dataset: 'countries', epochs: 2 },
    });
    expect(run.stated).toEqual([
      { metric: 'exact', value: 0.75 },
      { metric: 'close', value: 0.5 },
    ]);
    expect([run.meanOf('exact'), run.meanOf('close')]).toEqual([0.75, 0.5]);
    expect(run.samples.map(({ id, scores, response }) => [id, scores, response])).toEqual(
      SAMPLES.map(({ id, scores, response }) => [id, scores, response]),
    );
    expect(run.samples[0]).toMatchObject({
      reasons: { exact: 'the same' },
      usage: { input_tokens: 7, output_tokens: 3, latency: 0.25 },
    });
    expect(run.samples[3]).toMatchObject({ error: { type: 'AnswerError' }, rawResponse: '@all I can’t say.' });
  });

  it('has the fields that Inspect asks for, and all but the samples before them', async () => {
    const text = await textOf(given({ status: 'failed', metadata: { error: 'no more money' } }), 'inspect');
    const log = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(log)).toEqual(['version', 'status', 'eval', 'plan', 'results', 'stats', 'error', 'samples']);
    expect(log).toMatchObject({
      version: 2,
      status: 'error',
      error: { message: 'no more money', traceback: '', traceback_ansi: '' },
      // No job said how often: the samples do.
      eval: { config: { epochs: 2 }, task: 'capitals', dataset: { name: 'countries' } },
      results: { total_samples: 4, completed_samples: 3 },
    });
    const [first] = (log as { samples: readonly Record<string, unknown>[] }).samples;
    expect(first).toMatchObject({
      id: 'a',
      epoch: 1,
      target: 'Paris',
      input: 'Capital of "France"?',
      metadata: { continent: 'Europe', assay: { inputs: { country: 'France' } } },
      model_usage: { 'openai:gpt-5': { input_tokens: 7, output_tokens: 3, total_tokens: 10 } },
    });
  });
});

describe('a run as Every Eval Ever', () => {
  it('has a result a metric, with the interval of its mean', async () => {
    const document = JSON.parse(await textOf(given(), 'eee')) as Record<string, unknown>;
    const samples = await textOf(given(), 'eee', 'samples');
    expect(document).toMatchObject({
      schema_version: '0.3.0',
      evaluation_timestamp: '1772359200',
      retrieved_timestamp: '1772445600',
      model_info: { name: 'openai:gpt-5', id: 'openai/gpt-5', developer: 'openai' },
      evaluation_results: [
        {
          evaluation_name: 'capitals',
          source_data: { dataset_name: 'countries', source_type: 'other' },
          metric_config: { metric_name: 'exact', score_type: 'continuous', min_score: 0, max_score: 1 },
          score_details: {
            score: 0.75,
            uncertainty: {
              confidence_interval: { lower: 0.1, upper: 0.9, confidence_level: 0.95 },
              standard_deviation: 0.25,
              num_samples: 2,
            },
          },
        },
        { metric_config: { metric_name: 'close' }, score_details: { score: 0.5 } },
      ],
      detailed_evaluation_results: { checksum: createHash('sha256').update(samples).digest('hex'), total_rows: 7 },
    });
    const { file_path: path } = document['detailed_evaluation_results'] as { readonly file_path: string };
    const name = runExport(given(), 'eee', 'samples').fileName;
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}_samples\.jsonl$/);
    expect(path).toBe(`data/capitals/openai/gpt-5/${name}`);
  });

  it('claims no range that is not known, and takes −1 for unknown only where it can be nothing else', async () => {
    const document = JSON.parse(await textOf(given({ source: 'import', metadata: {} }), 'eee')) as {
      readonly evaluation_results: readonly { readonly metric_config: object }[];
    };
    expect(document.evaluation_results[0]?.metric_config).toEqual({
      metric_id: 'exact',
      metric_name: 'exact',
      lower_is_better: false,
    });
  });

  it('is read again as one run with the same samples and means', async () => {
    const both = await tarFile({
      'a.json': await textOf(given(), 'eee'),
      'a_samples.jsonl': await textOf(given(), 'eee', 'samples'),
    });
    const run = await readRunUnderTest(both);
    expect(run.header).toMatchObject({ experimentId: 'capitals', metadata: { harness: 'assay', model: 'openai/gpt-5' } });
    expect(run.samples.map(({ id, scores }) => [id, scores])).toEqual(SAMPLES.map(({ id, scores }) => [id, scores]));
    expect([run.meanOf('exact'), run.meanOf('close')]).toEqual([0.75, 0.5]);
    expect(run.warnings).toEqual([]);
    expect(run.samples[0]).toMatchObject({ reasons: { exact: 'the same' }, usage: { latency: 0.25 }, prompt: WHOLE.prompt });
    expect(run.samples[3]?.error?.message).toBe('AnswerError: the answer is no JSON');
  });
});

describe('the name of an exported file', () => {
  it.each([
    ['../../etc/passwd', '__.._etc_passwd.csv'],
    ['a "b"\r\nx', 'a_b_x.csv'],
  ])('of the run %j is %j', (runId, name) => {
    expect(runExport(given({ runId }), 'csv').fileName).toBe(name);
  });
});
