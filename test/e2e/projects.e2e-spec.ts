import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { RunningServer } from './running-server.ts';

interface ProjectBody {
  readonly programs: readonly { readonly name: string }[];
  readonly metrics: readonly { readonly name: string }[];
  readonly prompts: readonly { readonly name: string }[];
  readonly datasets: readonly { readonly name: string }[];
  readonly problems: readonly { readonly file: string | null; readonly line: number | null; readonly message: string }[];
}

interface RowsBody {
  readonly rows: readonly { readonly row: number; readonly inputs: { readonly text?: string } }[];
  readonly total: number | null;
  readonly problems: readonly { readonly line: number | null }[];
}

const METRICS = `import { llmJudge, ordinal, programmaticMetric, range } from 'assay';

export const exact = programmaticMetric({ description: 'It is equal.', scale: ordinal([false, true]), score: () => true });

export const kind = llmJudge({ description: 'It is kind.', scale: range(0, 10), model: 'local:overlap' });
`;

const MANY = Array.from({ length: 2_000 }, (_, row) =>
  JSON.stringify({ id: `r${row}`, inputs: { text: row % 100 === 7 ? `Odd Sheep ${row}` : `text ${row}` }, tags: ['all'] }),
).join('\n');

let server: RunningServer;

beforeAll(async () => {
  const root = await temporaryRoot('syntax_error');
  await writeProject(root.path, 'shown', {
    'metrics.ts': METRICS,
    'prompts/good.jinja': 'Say {{ text }}.',
    'prompts/bad.jinja': 'One\n{% if text %}\n',
    'data/many.jsonl': MANY,
    'data/torn.jsonl': '{"inputs": {"text": "a"}}\n{"inputs": 1}\n{"inputs": {"text": "c"}}\n',
    'data/table.csv': 'text,reference\nhello,1\nworld,2\n',
    'data/exact.jsonl': '{"inputs": {"n": 12345678901234567891}, "reference": null}\n',
  });
  server = await RunningServer.start({ importTimeoutSeconds: 20 }, root);
});
afterAll(() => server.close());

async function project(name: string): Promise<ProjectBody> {
  return (await server.get<ProjectBody>(`/api/projects/${name}`)).body;
}

async function rows(dataset: string, query = ''): Promise<RowsBody> {
  return (await server.get<RowsBody>(`/api/projects/shown/datasets/${dataset}/rows${query}`)).body;
}

describe('a project', () => {
  it('is shown with what each of its parts is and where it stands', async () => {
    const body = await project('shown');
    expect(body.programs).toEqual([{ name: 'ask', description: 'What the model answers.', file: 'programs.ts', line: 3 }]);
    expect(body.metrics).toEqual([
      {
        name: 'exact',
        kind: 'programmatic',
        description: 'It is equal.',
        scale: { kind: 'ordinal', levels: [false, true] },
        model: null,
        file: 'metrics.ts',
        line: 3,
      },
      {
        name: 'kind',
        kind: 'llm_judge',
        description: 'It is kind.',
        scale: { kind: 'range', floor: 0, ceiling: 10 },
        model: 'local:overlap',
        file: 'metrics.ts',
        line: 5,
      },
    ]);
    expect(body.prompts).toMatchObject([
      { name: 'bad', file: 'prompts/bad.jinja', variables: null },
      {
        name: 'good',
        template: 'Say {{ text }}.',
        sha256: expect.stringMatching(/^[\da-f]{64}$/) as unknown,
        variables: ['text'],
      },
    ]);
    expect(body.datasets).toMatchObject([
      { name: 'exact', rows: 1 },
      { name: 'many', file: 'data/many.jsonl', format: 'jsonl', bytes: Buffer.byteLength(MANY), rows: 2_000 },
      { name: 'table', format: 'csv', rows: 2 },
      { name: 'torn', rows: null },
    ]);
  });

  it('names each problem with its file and line', async () => {
    expect((await project('shown')).problems).toEqual([
      { file: 'prompts/bad.jinja', line: 2, message: expect.stringContaining('never closed') as unknown },
      { file: 'data/torn.jsonl', line: 2, message: expect.stringContaining('"inputs" is a number') as unknown },
    ]);
    const broken = await project('syntax_error');
    expect(broken).toMatchObject({ programs: [], prompts: [{ name: 'hello' }], datasets: [{ name: 'one' }] });
    expect(broken.problems).toMatchObject([{ file: 'programs.ts', line: 4 }]);
  });

  it('is shown too where it comes with Assay', async () => {
    const demo = await project('demo');
    expect(demo).toMatchObject({ built_in: true, problems: [] });
    expect(demo.datasets[0]).toMatchObject({ rows: expect.any(Number) as unknown });
    expect((await project('gsm8k')).datasets).toMatchObject([{ name: 'test', bytes: null, rows: null }]);
  });

  it.each([
    ['/api/projects/shwon', 'there is no project "shwon"; the projects are:'],
    ['/api/projects/shown/prompts/best', 'project shown has no prompt "best"; the prompts are: bad, good'],
    ['/api/projects/shown/datasets/few/rows', 'project shown has no dataset "few"'],
  ])('is a 404 where there is none: %s', async (path, detail) => {
    expect(await server.get(path)).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining(detail) as unknown },
    });
  });

  it('has prompts that are shown with their whole template, also where it does not parse', async () => {
    const { body } = await server.get('/api/projects/shown/prompts/bad');
    expect(body).toMatchObject({ name: 'bad', template: 'One\n{% if text %}\n', variables: null });
  });
});

describe('the rows of a dataset', () => {
  it('come in pages, each with its number in the file', async () => {
    const body = await rows('many', '?offset=1990&limit=50');
    expect(body.total).toBe(2_000);
    expect(body.rows).toHaveLength(10);
    expect(body.rows[0]).toEqual({ row: 1990, id: 'r1990', inputs: { text: 'text 1990' }, reference: null, tags: ['all'] });
    expect((await rows('many', '?offset=5&limit=2')).rows.map(({ row }) => row)).toEqual([5, 6]);
  });

  it('are found by the words in them', async () => {
    const body = await rows('many', '?q=sheep%20odd&offset=1&limit=2');
    expect(body).toMatchObject({ total: 20, rows: [{ row: 107 }, { row: 207 }] });
  });

  it('are those of any format, with all digits of their numbers', async () => {
    expect(await rows('table')).toMatchObject({
      total: 2,
      rows: [{ row: 0, inputs: { text: 'hello' }, reference: '1' }, { row: 1 }],
    });
    const response = await fetch(`${server.url}/api/projects/shown/datasets/exact/rows`);
    expect(await response.text()).toContain('12345678901234567891');
  });

  it('leave out a row with a fault, and say why', async () => {
    expect(await rows('torn')).toMatchObject({
      total: 3,
      rows: [{ row: 0 }, { row: 2 }],
      problems: [{ file: 'data/torn.jsonl', line: 2 }],
    });
  });

  it('refuse a parameter that they don’t have', async () => {
    expect((await server.get('/api/projects/shown/datasets/many/rows?ofset=3')).status).toBe(422);
  });
});
