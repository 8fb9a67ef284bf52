import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SampleAggregateDto } from '../../src/http/sample-aggregate.dto.ts';
import type { ResultDto, ResultsDto } from '../../src/runs/results.dto.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const SAMPLE = fileURLToPath(new URL('../../samples/classify_sentiment', import.meta.url));
const SEARCH = {
  project: 'classify_sentiment',
  program: 'v1',
  prompt: 'mixed',
  examples: 'full',
  model: 'local:lexicon',
  metrics: ['label_correctness'],
  workers: 8,
  steps: 2,
  proposer_model: 'local:proposer',
  limit: 20,
};

let server: RunningServer;
let evaluation: string;
let search: string;
let scored: string;

async function listed(query = ''): Promise<ResultsDto> {
  const { status, body } = await server.get<ResultsDto>(`/api/results${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

const idsOf = ({ results }: ResultsDto): readonly string[] => results.map(({ id }) => id);

async function started(path: string, body: object): Promise<string> {
  const { status, body: answer } = await server.post<{ job_id: string }>(path, body);
  expect(status).toBe(200);
  await server.settledJob(answer.job_id);
  return answer.job_id;
}

beforeAll(async () => {
  const root = await temporaryRoot('arithmetic');
  await cp(SAMPLE, join(root.path, 'classify_sentiment'), { recursive: true });
  server = await RunningServer.start({}, root);
  evaluation = await started('/api/evaluate', { ...ADD_FIVE, repeats: 2, label: 'careful' });
  search = await started('/api/optimize', SEARCH);
  scored = await started(`/api/jobs/${evaluation}/score`, { metrics: ['correct'] });
  const samples = [1, 0, 1, 1].map((score, at) => ({ id: `s${at}`, scores: { accuracy: score } }));
  const { status } = await server.post('/api/runs', {
    run_id: 'imported',
    experiment_id: 'elsewhere',
    created_at: null,
    samples,
  });
  expect(status).toBe(422);
  expect((await server.post('/api/runs', { run_id: 'imported', experiment_id: 'elsewhere', samples })).status).toBe(201);
});

afterAll(() => server.close());

describe('the list of results', () => {
  it('has jobs of every kind and runs from elsewhere, newest first', async () => {
    const { results, total, next_cursor: next } = await listed();
    expect(results.map(({ id, kind, status }) => [id, kind, status])).toEqual([
      ['imported', 'import', 'done'],
      [scored, 'score', 'done'],
      [search, 'optimize', 'done'],
      [evaluation, 'evaluate', 'done'],
    ]);
    expect([total, next]).toEqual([4, null]);
  });

  it('says of a job what its run, its document and its aggregate say', async () => {
    const result = (await listed('?q=careful&kind=evaluate')).results[0];
    const { manifest } = await server.job(evaluation);
    expect(result).toMatchObject({
      run_id: evaluation,
      job_id: evaluation,
      name: 'careful',
      label: 'careful',
      experiment_id: 'arithmetic',
      project: 'arithmetic',
      program: 'add',
      prompt: 'plain',
      dataset: 'five',
      model: 'local:echo',
      total_samples: 10,
      failed_samples: 0,
      completed: 20,
      planned: 20,
      started_at: manifest['started_at'],
      finished_at: manifest['finished_at'],
      error: null,
      step_index: null,
      steps: null,
      best_step_run_id: null,
    });
    const { body: run } = await server.get<{ metrics: Record<string, number> }>(`/api/runs/${evaluation}?samples=false`);
    expect(result?.metrics['correct']).toMatchObject({ mean: run.metrics['correct'], n: 5 });
  });

  it('shows of a search the best step, and its steps where they are asked for', async () => {
    const { summary } = await server.job(search);
    const best = (summary as { best_step: { step_index: number; score: number } }).best_step;
    const [result] = (await listed('?kind=optimize')).results;
    const bestId = `${search}.${best.step_index}`;
    expect(result).toMatchObject({ run_id: null, best_step_run_id: bestId, steps: expect.any(Number) });
    expect(result?.metrics['label_correctness']?.mean).toBe(best.score);
    expect(idsOf(await listed(`?steps=best&project=classify_sentiment`))).toEqual([search, bestId]);
    const all = await listed('?steps=all&project=classify_sentiment');
    const steps = Array.from({ length: result?.steps ?? 0 }, (_, step) => `${search}.${step}`);
    expect(idsOf(all)).toEqual([search, ...steps]);
    expect(all.results[1]).toMatchObject({ kind: 'step', step_index: 0, status: 'done', job_id: search, run_id: steps[0] });
    expect((await listed('?kind=step&steps=all')).total).toBe(steps.length);
  });

  it('has the interval of the aggregate', async () => {
    const [result] = (await listed('?kind=optimize')).results;
    const { body } = await server.get<SampleAggregateDto>(`/api/runs/${result?.best_step_run_id ?? ''}/samples/aggregate`);
    expect(result?.metrics['label_correctness']).toEqual({
      mean: body.metrics[0]?.mean,
      interval: body.metrics[0]?.interval?.map((bound) => expect.closeTo(bound, 12)),
      n: body.metrics[0]?.n,
    });
  });

  it.each<[string, (result: ResultDto) => boolean]>([
    ['status=done&project=arithmetic', ({ project }) => project === 'arithmetic'],
    ['kind=import', ({ kind }) => kind === 'import'],
    ['kind=score&model=local:echo', ({ kind }) => kind === 'score'],
    ['experiment_id=elsewhere', ({ id }) => id === 'imported'],
    ['prompt=mixed&program=v1&dataset=full', ({ kind }) => kind === 'optimize'],
    ['q=ARITHMETIC%20five', ({ dataset }) => dataset === 'five'],
    ['status=running', () => false],
  ])('can be filtered by %s', async (query, matches) => {
    const all = await listed();
    expect((await listed(`?${query}`)).results).toEqual(all.results.filter(matches));
  });

  it.each(['', 'sort=name&', 'sort=-metric.correct&', 'sort=cost_usd&', 'sort=started_at&', 'steps=all&sort=-total_samples&'])(
    'gives page by page by cursor and by offset what it gives at once (%s)',
    async (query) => {
      const whole = await listed(`?${query}limit=1000`);
      const byCursor: string[] = [];
      for (let cursor = ''; ;) {
        const page = await listed(`?${query}limit=1${cursor}`);
        byCursor.push(...idsOf(page));
        if (page.next_cursor === null) break;
        cursor = `&cursor=${page.next_cursor}`;
      }
      const byOffset: string[] = [];
      for (let offset = 0; offset < whole.total; offset += 2)
        byOffset.push(...idsOf(await listed(`?${query}limit=2&offset=${offset}`)));
      expect([byCursor, byOffset]).toEqual([idsOf(whole), idsOf(whole)]);
    },
  );

  it('refuses a cursor beside an offset, one of other filters, and an unknown parameter', async () => {
    const { next_cursor: cursor } = await listed('?limit=1');
    const refused = async (query: string): Promise<unknown> => {
      const { status, body } = await server.get(`/api/results?${query}`);
      return [status, body.detail];
    };
    expect(await refused(`limit=1&cursor=${cursor}&offset=1`)).toEqual([400, expect.stringContaining('cursor and offset')]);
    expect(await refused(`limit=1&cursor=${cursor}&kind=run`)).toEqual([400, expect.stringContaining('cursor is not one')]);
    expect(await refused('projects=x')).toEqual([422, expect.anything()]);
  });

  it('leaves a deleted step out, and it is no longer the best', async () => {
    const [before] = (await listed('?kind=optimize')).results;
    await server.delete(`/api/runs/${before?.best_step_run_id}`);
    const [after] = (await listed('?kind=optimize&steps=all')).results;
    expect(after).toMatchObject({ id: search, best_step_run_id: null, metrics: {} });
    expect(idsOf(await listed('?steps=all'))).not.toContain(before?.best_step_run_id);
  });
});
