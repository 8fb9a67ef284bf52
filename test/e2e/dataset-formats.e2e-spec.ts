import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { eventsOf, RunningServer } from './running-server.ts';

const ROWS = [
  { text: 'one, "two"', reference: 'one, "two"' },
  { text: 'três\n', reference: 'other' },
  { text: '4.0', reference: '4.0' },
];

const METRICS = `import { ordinal, programmaticMetric } from 'assay';
export const same = programmaticMetric<string, string>({
  description: 'The output is the reference.',
  scale: ordinal([false, true]),
  score: ({ output, reference }) => output === reference,
});
`;

const PARQUET = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'text', data: ROWS.map(({ text }) => text) },
      { name: 'reference', data: ROWS.map(({ reference }) => reference) },
    ],
  }),
);

const FILES = {
  'data/lines.jsonl': ROWS.map(({ text, reference }) => JSON.stringify({ inputs: { text }, reference })).join('\n'),
  'data/table.csv': 'text,reference\r\n"one, ""two""","one, ""two"""\r\n"três\n",other\r\n4.0,4.0\r\n',
  'data/list.json': JSON.stringify(ROWS, null, 2),
  'data/columns.parquet': PARQUET,
};

const JOB = { project: 'echoes', program: 'ask', prompt: 'plain', model: 'local:echo', metrics: ['same'], workers: 1 };

describe('datasets of every format', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await writeProject(root.path, 'echoes', {
      'metrics.ts': METRICS,
      'prompts/plain.jinja': '{{ text }}',
      'data/twice.csv': 'text\na\n',
      'data/twice.jsonl': '{"inputs": {"text": "a"}}\n',
      'data/torn.csv': 'text,reference\na,b\n"c,d\n',
      ...FILES,
    });
    server = await RunningServer.start({}, root);
  });
  afterAll(() => server.close());

  /** What a job says of its trials, without what differs from job to job. */
  async function outcome(examples: string, seed?: number): Promise<unknown[]> {
    const id = await server.startJob('evaluate', { ...JOB, examples, ...(seed === undefined ? {} : { seed }) });
    return eventsOf(await server.stream(id)).map((event) => {
      const { trial_id: trial, row, score, example } = event.payload as unknown as Readonly<Record<string, unknown>>;
      return { type: event.type, trial, row, score, example };
    });
  }

  it.each([undefined, 7])('give the same scores and trial ids, with seed %s', async (seed) => {
    const byLines = await outcome('lines', seed);
    expect(byLines).toContainEqual(
      expect.objectContaining({ row: 1, example: { inputs: { text: 'três\n' }, reference: 'other' } }),
    );
    expect(byLines).toContainEqual(expect.objectContaining({ row: 1, score: expect.objectContaining({ raw: false }) }));
    expect(byLines).toContainEqual(expect.objectContaining({ row: 2, score: expect.objectContaining({ raw: true }) }));
    for (const examples of ['table', 'list', 'columns']) expect(await outcome(examples, seed)).toEqual(byLines);
  });

  it.each(Object.entries(FILES))('are recorded with the hash of the file: %s', async (file, content) => {
    const examples = file.slice('data/'.length, file.indexOf('.'));
    const { manifest } = await server.settledJob(await server.startJob('evaluate', { ...JOB, examples, limit: 1 }));
    expect(manifest).toMatchObject({
      examples,
      dataset_path: expect.stringMatching(new RegExp(`echoes/${file}$`)),
      dataset_sha256: createHash('sha256').update(content).digest('hex'),
    });
  });

  it('are in the catalog by their names, apart from two of one name', async () => {
    const { body } = await server.get<{ projects: Record<string, unknown>[] }>('/api/catalog');
    const reason = 'data/twice.csv and data/twice.jsonl have the same name: keep one of them';
    expect(body.projects.find(({ name }) => name === 'echoes')).toMatchObject({
      datasets: ['columns', 'lines', 'list', 'table', 'torn'],
      ignored: [
        { file: 'data/twice.csv', reason },
        { file: 'data/twice.jsonl', reason },
      ],
    });
  });

  it.each([
    ['twice', 'data/twice.csv and data/twice.jsonl have the same name: keep one of them'],
    ['torn', 'echoes/data/torn.csv, line 3: a quote that begins in this row is not closed'],
  ])('are a 400 that names the file where they can’t be used: %s', async (examples, detail) => {
    const answer = await server.post('/api/evaluate', { ...JOB, examples });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } });
  });
});
