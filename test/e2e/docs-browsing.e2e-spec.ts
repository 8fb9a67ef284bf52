import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeBlocks } from '../fixtures/code-blocks.ts';
import { runProgram } from '../fixtures/run-program.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { RunningServer } from './running-server.ts';

const PAGE = 'docs/browsing.md';
const TEXT = readFileSync(new URL(`../../${PAGE}`, import.meta.url), 'utf8');
const SAMPLE = fileURLToPath(new URL('../../samples/classify_sentiment', import.meta.url));
const EVALUATION = {
  project: 'classify_sentiment',
  program: 'v1',
  prompt: 'english',
  examples: 'full',
  model: 'local:lexicon',
  metrics: ['label_correctness'],
};

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get: { readonly parameters: readonly { in: string; name: string }[] } }>>;
}

/** The rows of a table of parameters: their names, and what is said of them. */
interface ParameterRow {
  readonly names: readonly string[];
  readonly meaning: string;
}

let server: RunningServer;
let job: string;

beforeAll(async () => {
  const root = await temporaryRoot('arithmetic');
  await cp(SAMPLE, join(root.path, 'classify_sentiment'), { recursive: true });
  server = await RunningServer.start({}, root);
  job = await server.startJob('evaluate', EVALUATION);
  await server.settledJob(job);
  await server.post('/api/runs', imported('base', [1, 0.9, 0.2, 1]));
  await server.post('/api/runs', imported('newest', [0, 0.8, 1, 0.5]));
});

afterAll(() => server.close());

/** A search that has ended. */
async function searchedJob(): Promise<string> {
  const search = { ...EVALUATION, limit: 5, steps: 1, proposer_model: 'local:proposer' };
  const id = await server.startJob('optimize', search);
  await server.settledJob(id);
  return id;
}

function imported(runId: string, scores: readonly number[]): object {
  const samples = scores.map((score, at) => ({ id: `s${at}`, scores: { label_correctness: score } }));
  return { run_id: runId, experiment_id: 'sentiment', samples };
}

/** What the shell block with this number prints. */
async function printed(block: number): Promise<unknown> {
  const script = codeBlocks(PAGE).filter(({ language }) => language === 'sh')[block]?.text ?? '';
  const end = await runProgram('sh', ['-eu'], script.replaceAll('http://127.0.0.1:8080', server.url));
  expect(end).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(end.stdout);
}

/** The table under a heading. */
function parametersUnder(heading: string): ParameterRow[] {
  const section = TEXT.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.matchAll(/^\| (`[^|]+) \| (.+) \|$/gm);
  return Array.from(rows, ([, names = '', meaning = '']) => ({ names: quoted(names), meaning }));
}

/** The words in back quotes. */
function quoted(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, word = '']) => word);
}

function sortsIn(text: string): string[] {
  return quoted(text)
    .filter((word) => word !== '-')
    .map((word) => word.replace('NAME', 'label_correctness'));
}

async function parametersOf(...paths: readonly string[]): Promise<string[]> {
  const { body } = await server.get<OpenApi>('/openapi.json');
  const names = paths.flatMap((path) => body.paths[path]?.get.parameters ?? []).filter((parameter) => parameter.in === 'query');
  return [...new Set(names.map(({ name }) => name))].sort();
}

/** The addresses in the prose, complete. */
function addresses(): string[] {
  const whole = TEXT.replaceAll('`…/trials', '`/api/jobs/{id}/trials').replaceAll('`…/samples', '`/api/runs/{id}/samples');
  return [...new Set(Array.from(whole.matchAll(/`(?:GET )?(\/api\/[^`]*)`/g), ([, path = '']) => path))];
}

describe('docs/browsing.md', () => {
  it('has the four shell blocks that this test knows', () => {
    expect(codeBlocks(PAGE).map(({ language }) => language)).toEqual(['sh', 'sh', 'sh', 'sh']);
  });

  it('finds runs by a word, the best first', async () => {
    const runs = (await printed(0)) as readonly { run_id: string; metrics: { label_correctness: number } }[];
    const means = runs.map(({ metrics }) => metrics.label_correctness);
    expect(runs.map(({ run_id: id }) => id).sort()).toEqual([job, 'base', 'newest'].sort());
    expect(means).toEqual(means.toSorted((a, b) => b - a));
  });

  it('finds the best evaluation in the one list', async () => {
    expect(await printed(1)).toMatchObject({ results: [{ id: job, kind: 'evaluate' }], total: 1, next_cursor: null });
  });

  it('reads the newest run as latest', async () => {
    expect(await printed(2)).toMatchObject({ run_id: 'newest' });
  });

  it('finds what got worse, worst first', async () => {
    expect(await printed(3)).toMatchObject({
      samples: [
        { id: 's0', delta: -1 },
        { id: 's3', delta: -0.5 },
      ],
    });
  });

  it.each(addresses())('names the address %s, which answers', async (path) => {
    const id = path.endsWith('/steps') ? await searchedJob() : job;
    const { status } = await server.get(path.replace('{id}', id).replace('{row}', '0'));
    expect(status).toBe(200);
  });

  it.each([
    ['Jobs and runs', ['/api/jobs', '/api/runs']],
    ['Everything in one list', ['/api/results']],
    ['Trials of a job, samples of a run', ['/api/jobs/{job_id}/trials', '/api/runs/{run_id}/samples']],
  ])('has the parameters of “%s”, all of them and no others', async (heading, paths) => {
    const names = new Set(parametersUnder(heading).flatMap((row) => row.names));
    expect([...names].sort()).toEqual(await parametersOf(...paths));
  });

  it('names orders of jobs and of runs, which are taken', async () => {
    const meaning = parametersUnder('Jobs and runs').find(({ names }) => names.includes('sort'))?.meaning ?? '';
    const [ofJobs = '', ofRuns = ''] = meaning.split(' of jobs; ').map((text) => text.replace(/^[^:]*: /, ''));
    expect([sortsIn(ofJobs).length, sortsIn(ofRuns).length]).toEqual([7, 9]);
    for (const sort of sortsIn(ofJobs))
      expect([sort, (await server.get(`/api/jobs?sort=-${sort}`)).status]).toEqual([sort, 200]);
    for (const sort of sortsIn(ofRuns))
      expect([sort, (await server.get(`/api/runs?sort=-${sort}`)).status]).toEqual([sort, 200]);
  });

  it('names orders of results, which are taken', async () => {
    const { meaning = '' } = parametersUnder('Everything in one list').find(({ names }) => names.includes('sort')) ?? {};
    expect(sortsIn(meaning)).toHaveLength(15);
    for (const sort of sortsIn(meaning))
      expect([sort, (await server.get(`/api/results?sort=-${sort}`)).status]).toEqual([sort, 200]);
  });

  it('names orders of samples and of trials, which are taken', async () => {
    const { meaning = '' } =
      parametersUnder('Trials of a job, samples of a run').find(({ names }) => names.includes('sort')) ?? {};
    expect(sortsIn(meaning)).toHaveLength(12);
    for (const route of [`jobs/${job}/trials`, 'runs/newest/samples']) {
      for (const sort of sortsIn(meaning))
        expect([sort, (await server.get(`/api/${route}?against=base&sort=-${sort}`)).status]).toEqual([sort, 200]);
    }
  });
});
