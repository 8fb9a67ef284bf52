import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, type Answer, RunningServer } from './running-server.ts';

interface Page {
  readonly samples: readonly { readonly id: string; readonly row: number; readonly delta: number | null }[];
  readonly next_cursor: string | null;
}

interface OneSample {
  readonly sample: { readonly reference?: string };
}

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const COUNT = 30;

/** Samples s0, s1, … with scores that go up, or down. */
function imported(runId: string, scoreOf: (at: number) => number): object {
  const samples = Array.from({ length: COUNT }, (_, at) => ({
    id: `s${at}`,
    prompt: `question ${at}`,
    response: at % 2 === 0 ? 'even answer' : 'odd answer',
    scores: { m: scoreOf(at) },
  }));
  return { run_id: runId, samples };
}

describe('samples and trials by their pages', () => {
  let server: RunningServer;
  let storageDir: string;

  beforeAll(async () => {
    storageDir = await mkdtemp(join(tmpdir(), 'assay-storage-'));
    server = await RunningServer.start({ storageDir });
    await server.post(
      '/api/runs',
      imported('up', (at) => at / COUNT),
    );
    await server.post(
      '/api/runs',
      imported('down', (at) => 1 - at / COUNT),
    );
  });

  afterAll(async () => {
    await server.close();
    await rm(storageDir, { recursive: true, force: true });
  });

  const page = (query: string, run = 'up'): Promise<Answer<Page & Problem>> =>
    server.get<Page & Problem>(`/api/runs/${run}/samples?${query}`);

  async function idsOf(query: string): Promise<string[]> {
    const { status, body } = await page(query);
    expect(status).toBe(200);
    return body.samples.map(({ id }) => id);
  }

  it('come in their order, and page by page', async () => {
    const first = (await page('limit=20')).body;
    expect(first.samples.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    const second = (await page(`limit=20&cursor=${first.next_cursor ?? ''}`)).body;
    expect(second.samples.map(({ row }) => row)).toEqual(Array.from({ length: 10 }, (_, at) => 20 + at));
    expect(second.next_cursor).toBeNull();
  });

  it('are sorted by a score, and filtered by its range', async () => {
    expect(await idsOf('sort=-metric.m&limit=2')).toEqual(['s29', 's28']);
    expect(await idsOf('metric=m&min=0.9&sort=metric.m')).toEqual(['s27', 's28', 's29']);
  });

  it('are sorted and filtered by the difference to another run', async () => {
    const { body } = await page('against=down&metric=m&sort=-delta&limit=1');
    expect(body.samples).toMatchObject([{ id: 's29', delta: expect.closeTo(2 * (29 / COUNT) - 1, 9) }]);
    expect(await idsOf('against=down&delta_max=-0.9')).toEqual(['s0', 's1']);
  });

  it('are counted and averaged by the same filter', async () => {
    const { status, body } = await server.get('/api/runs/up/samples/aggregate?metric=m&min=0.5');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      samples: 15,
      failed: 0,
      metrics: [{ metric: 'm', n: 15, mean: expect.closeTo(22 / COUNT, 9) }],
    });
  });

  it('are shown one by one, with their neighbours', async () => {
    expect((await server.get('/api/runs/up/samples/0')).body).toMatchObject({
      sample: { id: 's0', row: 0, prompt: 'question 0', scores: { m: 0 } },
      previous: null,
      next: { row: 1, replicate: 0 },
    });
    expect((await server.get('/api/runs/up/samples/99')).status).toBe(404);
  });

  it('keep what was expected, text or JSON, wherever a sample of an import is shown', async () => {
    const samples = [
      { id: 'text', prompt: 'Add 2 and 2.', reference: '4', scores: { m: 1 } },
      { id: 'json', reference: { sum: [4] }, scores: { m: 1 } },
      { id: 'nothing', reference: null, scores: { m: 1 } },
    ];
    expect((await server.post('/api/runs', { run_id: 'expected', samples })).status).toBe(201);
    const expected = ['4', '{"sum":[4]}', undefined];
    const shown = await Promise.all(
      samples.map(async (_, row) => (await server.get<OneSample>(`/api/runs/expected/samples/${row}`)).body.sample.reference),
    );
    expect(shown).toEqual(expected);
    const { body } = await server.get<{ samples: readonly OneSample['sample'][] }>('/api/runs/expected');
    expect(body.samples.map(({ reference }) => reference)).toEqual(expected);
    const { body: short } = await server.get('/api/runs/expected/samples?texts=short&limit=1');
    expect(short).toMatchObject({ samples: [{ reference: '4', texts: { reference: '4' } }] });
  });

  it('of a job are its trials, as their events have them', async () => {
    const job = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(job);
    const { body } = await server.get<{ trials: readonly { row: number; seq: number; scorings: unknown[] }[] }>(
      `/api/jobs/${job}/trials?sort=row&limit=2`,
    );
    expect(body.trials).toMatchObject([
      { row: 0, step_index: 0, status: 'success', example: { inputs: {} }, scorings: [{ status: 'success' }] },
      { row: 1 },
    ]);
    const { body: one } = await server.get(`/api/jobs/${job}/trials/1`);
    expect(one).toMatchObject({ trial: { row: 1 }, previous: { row: 0 }, next: { row: 2 } });
    expect((await server.get(`/api/jobs/${job}/trials/aggregate`)).body).toMatchObject({ failed: 0, slices: null });
    expect((await server.get(`/api/jobs/${job}/trials?step_index=1`)).status).toBe(400);
    expect((await server.get(`/api/jobs/${job}?events=false`)).body).not.toHaveProperty('events');
    expect((await server.get('/api/jobs/nobody/trials')).body).toMatchObject({ detail: 'job not found' });
  });

  it('are ready, and say so', async () => {
    const { status, body } = await server.get('/api/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', index: { temporary: false } });
  });

  it('find jobs and runs by words, and sort them', async () => {
    const { body: runs } = await server.get<{ run_id: string; name: string }[]>('/api/runs?q=UP&sort=name');
    expect(runs).toMatchObject([{ run_id: 'up', name: 'up', num_samples: COUNT, total_samples: COUNT, failed_samples: 0 }]);
    expect((await server.get('/api/jobs?q=nothing-of-that-name')).body).toEqual({ jobs: [], next_cursor: null });
    expect((await server.get('/api/runs?sort=-metric.m')).status).toBe(200);
  });

  const injections = [
    "' OR 1=1 --",
    "x'); DROP TABLE runs; --",
    '"; SELECT 1',
    '%',
    '_',
    '\\',
    'NEAR("a" "b", 5)',
    'inputs:x OR output:y',
  ];
  it.each(injections)('take %j for a text, whatever parameter it is in', async (text) => {
    const encoded = encodeURIComponent(text);
    for (const name of ['error_kind', 'tag', 'q']) expect([200, 400]).toContain((await page(`${name}=${encoded}`)).status);
    for (const name of ['metric', 'against', 'cursor']) expect((await page(`${name}=${encoded}&min=0`)).status).toBe(400);
    for (const name of ['status', 'sort', 'min', 'limit']) expect((await page(`${name}=${encoded}`)).status).toBe(422);
    for (const list of ['jobs', 'runs']) {
      expect((await server.get(`/api/${list}?q=${encoded}`)).status).toBe(200);
      expect((await server.get(`/api/${list}?sort=${encoded}`)).status).toBe(422);
      expect((await server.get(`/api/${list}?limit=1&cursor=${encoded}`)).status).toBe(400);
    }
    expect((await server.get(`/api/runs/up/samples/aggregate?slice_by=${encoded}`)).status).toBe(200);
    expect(await idsOf('limit=1')).toEqual(['s0']);
  });

  it('refuse a cursor from elsewhere, and say what to do', async () => {
    const { next_cursor: cursor } = (await page('limit=2&sort=row')).body;
    for (const query of ['limit=2', 'limit=2&sort=-row', 'limit=2&sort=row&status=success']) {
      const { status, body } = await page(`${query}&cursor=${cursor ?? ''}`);
      expect([status, body.detail]).toEqual([400, expect.stringContaining('cursor')]);
    }
    expect((await page(`limit=2&sort=row&cursor=${cursor ?? ''}`, 'down')).status).toBe(400);
  });

  it('refuse numbers that are none, and name each field', async () => {
    const { status, body } = await page('limit=0x5&min=1e400&delta_min=NaN&sort=height');
    expect(status).toBe(422);
    expect(body.errors?.map(({ path }) => path).sort()).toEqual(['delta_min', 'limit', 'min', 'sort']);
    expect((await server.get('/api/runs/up/samples/-1')).status).toBe(422);
  });

  it.each([
    ['with NUL', 'a%00b'],
    ['very long', 'x'.repeat(10_000)],
    ['of two dots', '%2e%2e'],
  ])('know no run or job with an id %s', async (_what, id) => {
    for (const path of [`/api/runs/${id}/samples`, `/api/jobs/${id}/trials`, `/api/runs/${id}/samples/aggregate`])
      expect([404, 414, 431]).toContain((await fetch(`${server.url}${path}`)).status);
  });

  it('jump to an offset, with short texts and the answer of the other run beside each', async () => {
    const { status, body } = await page('offset=28&limit=2&texts=short&against=down&paired=improved&sort=-row');
    const first = {
      id: 's17',
      texts: { response: 'odd answer', cut: [] },
      other: { response: 'odd answer', status: 'success' },
    };
    expect([status, body.samples[0]]).toEqual([200, undefined]);
    const shown = await server.get<{ total: number; samples: readonly unknown[] }>(
      '/api/runs/up/samples?offset=12&limit=2&texts=short&against=down&paired=improved&sort=-row',
    );
    expect(shown.body).toMatchObject({ total: 14, samples: [first, { id: 's16' }] });
    const { body: counted } = await server.get('/api/runs/up/samples/aggregate?against=down&paired=equal');
    expect(counted).toMatchObject({ samples: 1, paired: { improved: 14, regressed: 15, equal: 1, missing: 0 } });
    for (const query of ['paired=better', 'lower_is_better=1', 'offset=-1', 'texts=long'])
      expect((await page(query)).status).toBe(422);
    expect((await page('paired=equal')).status).toBe(400);
  });

  it('give trials in short, and those of another job beside them', async () => {
    const base = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(base);
    const job = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(job);
    const { status, body } = await server.get(`/api/jobs/${job}/trials?texts=short&against=${base}&offset=4`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      total: 5,
      trials: [
        { row: 4, seq: expect.any(Number), example: null, scorings: [], texts: { cut: [] }, other: { status: 'success' } },
      ],
    });
  });
});
