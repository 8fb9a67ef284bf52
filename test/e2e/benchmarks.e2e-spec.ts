import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { BenchmarkListDto } from '../../src/catalog/benchmark.dto.ts';
import { after, datasetsServer, silent, type DatasetsServer } from '../fixtures/datasets-server.ts';
import { sampleSourceRows } from '../fixtures/sample-benchmark.ts';
import { RunningServer } from './running-server.ts';

jest.setTimeout(60_000);

const NAMES = ['demo', 'math500', 'gsm8k', 'aime24', 'mmlu_pro', 'supergpqa'];
/** A port that nothing listens on. */
const NOWHERE = 'http://127.0.0.1:1';

interface CatalogBody {
  readonly projects: readonly Readonly<Record<string, unknown>>[];
}

let server: RunningServer;

beforeAll(async () => {
  server = await RunningServer.start({ datasetsServer: NOWHERE, maxRunningJobs: 4 });
});

afterAll(() => server.close());

async function preset(name: string): Promise<BenchmarkListDto['presets'][number]> {
  const { body } = await server.get<BenchmarkListDto>('/api/benchmarks');
  const found = body.presets.find((item) => item.name === name);
  if (found === undefined) throw new Error(`${name} is not among the benchmarks`);
  return found;
}

describe('the benchmarks', () => {
  it('lists the benchmarks by name, and describes each in the same order', async () => {
    const { status, body } = await server.get<BenchmarkListDto>('/api/benchmarks');

    expect(status).toBe(200);
    expect(body.benchmarks).toEqual(NAMES);
    expect(body.presets.map(({ name }) => name)).toEqual(NAMES);
  });

  it('says whether the data of each is on this machine', async () => {
    expect((await preset('demo')).data).toMatchObject({ state: 'present', origin: 'bundled', rows: 40, total: 40 });
    expect((await preset('gsm8k')).data).toMatchObject({ state: 'absent', rows: 0, sha256: null, path: null });
  });

  it('has everything in the catalog that the presets name', async () => {
    const { body: catalog } = await server.get<CatalogBody>('/api/catalog');
    const { body } = await server.get<BenchmarkListDto>('/api/benchmarks');
    const listed = catalog.projects.filter((project) => project['built_in'] === true);

    expect(listed.map((project) => project['name'])).toEqual([...NAMES].sort());
    for (const { name, request } of body.presets) {
      const project = listed.find((item) => item['name'] === name);
      expect(project).not.toHaveProperty('error');
      expect(project).toMatchObject({
        programs: expect.arrayContaining([request.program]) as unknown,
        prompts: expect.arrayContaining([request.prompt]) as unknown,
        datasets: [request.examples],
        metrics: expect.arrayContaining([...request.metrics]) as unknown,
      });
    }
  });

  it('runs benchmarks through the same POSTs, and compares their runs', async () => {
    const { request } = await preset('demo');
    const start = async (prompt: string): Promise<string> => {
      const job = Object.assign({}, request, { prompt, model: 'local:arithmetic', workers: 4 });
      const { body } = await server.post<{ job_id: string }>('/api/evaluate', job);
      await server.settledJob(body.job_id);
      return body.job_id;
    };
    const careful = await start('step_by_step');
    const hasty = await start('answer_only');

    const { manifest, summary } = await server.settledJob(careful);
    expect(manifest).toMatchObject({ status: 'done', project: 'demo', planned_trials: 40 });
    expect(summary).toMatchObject({ trial_count: 40, failure_rate: 0, scoring_failure_rate: 0 });
    const { body } = await server.post<{ pairwise_results: Record<string, unknown>[] }>('/api/compare', {
      run_ids: [careful, hasty],
      metrics: ['numeric_match'],
    });
    expect(body.pairwise_results).toHaveLength(1);
    expect(body.pairwise_results[0]).toMatchObject({ metric: 'numeric_match', winner: careful, verdict: 'a_better' });
  });
});

describe('a benchmark whose data can’t be fetched', () => {
  const GSM8K = { project: 'gsm8k', program: 'solve', prompt: 'step_by_step', examples: 'test', model: 'local:echo' };

  it('is refused with what to do, and starts no job', async () => {
    const before = (await server.get<{ jobs: unknown[] }>('/api/jobs')).body.jobs.length;
    const { status, body } = await server.post('/api/run', GSM8K);

    expect(status).toBe(503);
    expect(body['detail']).toContain('assay benchmark import gsm8k FILE');
    expect(body['detail']).toContain('https://huggingface.co/datasets/openai/gsm8k');
    expect((await server.get<{ jobs: unknown[] }>('/api/jobs')).body.jobs).toHaveLength(before);
    expect((await preset('gsm8k')).data.state).toBe('absent');
  });

  it('is not fetched for a request that is wrong anyway', async () => {
    const { status, body } = await server.post('/api/run', { ...GSM8K, program: 'solves' });

    expect(status).toBe(400);
    expect(body['detail']).toMatch(/no program "solves".*solve/);
  });
});

describe('a benchmark whose data can be fetched', () => {
  const GSM8K = {
    project: 'gsm8k',
    program: 'solve',
    prompt: 'answer_only',
    examples: 'test',
    model: 'local:echo',
    workers: 8,
  };
  let source: DatasetsServer;
  let online: RunningServer;

  beforeAll(async () => {
    source = await datasetsServer(sampleSourceRows(250));
    online = await RunningServer.start({ datasetsServer: source.url, maxRunningJobs: 4 });
  });
  afterAll(async () => {
    await online.close();
    source.close();
  });

  it('is fetched once by the jobs that need it, and says what it has', async () => {
    const jobs = await Promise.all(
      [1, 2].map(() =>
        online.post<{ job_id: string }>('/api/evaluate', { ...GSM8K, metrics: ['numeric_match', 'answer_given'] }),
      ),
    );
    const settled = await Promise.all(jobs.map(({ body }) => online.settledJob(body.job_id)));
    const { body } = await online.get<BenchmarkListDto>('/api/benchmarks');

    expect(source.offsets().sort((a, b) => a - b)).toEqual([0, 100, 200]);
    const data = body.presets.find(({ name }) => name === 'gsm8k')?.data;
    expect(data).toMatchObject({ state: 'present', origin: 'fetched', rows: 250, revision: source.revision });
    for (const { manifest, summary } of settled) {
      expect(manifest).toMatchObject({ status: 'done', dataset_path: data?.path, dataset_sha256: data?.sha256 });
      expect(summary).toMatchObject({ trial_count: 250, failure_rate: 0, scoring_failure_rate: 0 });
    }
  });

  it('is not asked for again', async () => {
    const { body } = await online.post<{ job_id: string }>('/api/run', { ...GSM8K, limit: 1 });

    expect((await online.settledJob(body.job_id)).manifest.status).toBe('done');
    expect(source.requests).toHaveLength(3);
  });
});

describe('a benchmark whose data is being fetched', () => {
  const GSM8K = {
    project: 'gsm8k',
    program: 'solve',
    prompt: 'answer_only',
    examples: 'test',
    model: 'local:echo?latency_ms=60000',
  };
  let source: DatasetsServer;
  let online: RunningServer;

  beforeEach(async () => {
    source = await datasetsServer(sampleSourceRows(250));
    online = await RunningServer.start({ datasetsServer: source.url });
  });
  afterEach(async () => {
    await online.close();
    source.close();
  });

  async function fetching(): Promise<void> {
    while (source.requests.length < 3) await turn();
  }

  it('starts one job where there is room for one, and the others are told so', async () => {
    const started = await Promise.all(Array.from({ length: 8 }, () => online.post<{ job_id: string }>('/api/run', GSM8K)));

    expect(started.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    expect(source.offsets().sort((a, b) => a - b)).toEqual([0, 100, 200]);
  });

  it('starts no job for somebody who has gone', async () => {
    const released = Promise.withResolvers<null>();
    source.faults.set(200, [after(released.promise)]);
    const leaving = new AbortController();
    const left = fetch(`${online.url}/api/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(GSM8K),
      signal: leaving.signal,
    }).catch((error: unknown) => error);
    await fetching();
    leaving.abort();
    expect(await left).toMatchObject({ name: 'AbortError' });
    // Comes second, and has to wait for the same fetch.
    const staying = online.post<{ job_id: string }>('/api/run', { ...GSM8K, limit: 1, label: 'staying' });
    released.resolve(null);

    expect(await staying).toMatchObject({ status: 200 });
    expect((await online.get<{ jobs: unknown[] }>('/api/jobs')).body.jobs).toHaveLength(1);
  });

  it('answers whoever waits when the server stops, and keeps what came', async () => {
    source.faults.set(200, [silent]);
    const waiting = online.post('/api/run', GSM8K);
    await fetching();
    const closing = online.stop();

    const { status, body } = await waiting;
    expect(status).toBe(503);
    expect(body['detail']).toContain('Assay is stopping');
    await closing;
  });
});

describe('a project in the root with the name of a benchmark', () => {
  let own: RunningServer;

  beforeAll(async () => {
    own = await RunningServer.start({ datasetsServer: NOWHERE });
    const folder = join(own.root.path, 'gsm8k');
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeFile(join(folder, 'programs.js'), 'export const mine = () => 1;\n');
    await writeFile(join(folder, 'data', 'few.jsonl'), '{"inputs": {"x": 1}}\n');
  });
  afterAll(() => own.close());

  it('stands in its place', async () => {
    const { body: catalog } = await own.get<CatalogBody>('/api/catalog');
    const { body } = await own.get<BenchmarkListDto>('/api/benchmarks');

    expect(catalog.projects.filter(({ name }) => name === 'gsm8k')).toEqual([
      { name: 'gsm8k', programs: ['mine'], metrics: [], prompts: [], datasets: ['few'] },
    ]);
    expect(body.presets.find(({ name }) => name === 'gsm8k')?.replaced_by).toBe(join(own.root.path, 'gsm8k'));
  });
});
