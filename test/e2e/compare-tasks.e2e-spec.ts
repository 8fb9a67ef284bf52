import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { column, CompareServer, samplesOf } from './compare-server.ts';

const TASKS = [
  { name: 'gsm8k', run_ids: ['new-g', 'old-g'] },
  { name: '__proto__', run_ids: ['new-m', 'old-m'] },
];

describe('a comparison of several tasks, or in slices', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('new-g', column([1, 30], [0, 10]));
    await host.importScores('old-g', column([1, 20], [0, 20]));
    await host.importScores('new-m', column([1, 16]));
    await host.importScores('old-m', column([1, 12], [0, 4]));
    await host.importScores('elsewhere', column([1, 5]), {}, 'fluency');
    const clustered = (scores: readonly number[]): ReturnType<typeof samplesOf> =>
      samplesOf(scores).map((sample, i) => ({
        ...sample,
        cluster: i < 30 ? 'hard' : i < 60 ? 'easy' : '__proto__',
        tags: ['all', ...(i < 40 ? ['long'] : []), ...(i === 62 ? ['rare'] : [])],
      }));
    await host.import('a', clustered(column([1, 25], [0, 5], [1, 33])));
    await host.import('b', clustered(column([1, 10], [0, 20], [1, 33])));
    await host.import(
      'scattered',
      samplesOf(column([1, 120])).map((sample, i) => ({ ...sample, cluster: `c${i}` })),
    );
  });
  afterAll(() => host.close());

  const post = (body: object) => host.server.post<Awaited<ReturnType<CompareServer['compare']>>['body']>('/api/compare', body);

  it('averages over tasks that count the same, with one verdict', async () => {
    const { status, body } = await post({ run_ids: ['new', 'old'], tasks: TASKS });
    expect(status).toBe(200);
    expect(body.run_ids).toEqual(['new', 'old']);
    expect(body.pairwise_results).toHaveLength(1);
    expect(body.pairwise_results[0]).toMatchObject({
      run_a: 'new',
      run_b: 'old',
      n: 56,
      delta: 0.25,
      run_a_mean: 0.875,
      run_b_mean: 0.625,
      verdict: 'a_better',
      macro: {
        tasks: [
          { name: 'gsm8k', run_a: 'new-g', run_b: 'old-g', n: 40, delta: 0.25 },
          { name: '__proto__', run_a: 'new-m', run_b: 'old-m', n: 16, delta: 0.25 },
        ],
        delta: 0.25,
        p_value: body.pairwise_results[0]?.p_value,
        verdict: 'a_better',
      },
    });
    expect(body.metric_summaries[0]).toMatchObject({ may_be_best: ['new'], omnibus: null });
    expect((await post({ tasks: TASKS })).body.run_ids).toEqual(['new-g', 'old-g']);
  });

  it('shows the tasks, and samples of each, in a report', async () => {
    const answer = await fetch(`${host.server.url}/api/compare/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ run_ids: ['new', 'old'], tasks: TASKS }),
    });
    const html = await answer.text();
    expect(html).toContain('task by task');
    expect(html).toContain('<code>gsm8k/s0020</code>');
    expect(html).not.toContain('The run does not have this sample.');
  });

  it('compares within the levels of a field, in one family with the whole', async () => {
    const { status, body } = await post({ run_ids: ['a', 'b'], slice_by: 'cluster' });
    expect(status).toBe(200);
    expect(body.metadata).toMatchObject({ slice_by: 'cluster', family_sizes: [4] });
    expect(body.slices.map(({ level, n }) => [level, n])).toEqual([
      ['__proto__', 3],
      ['easy', 30],
      ['hard', 30],
    ]);
    expect(body.slices[0]?.warnings).toMatchObject([{ code: 'small-slice' }]);
    expect(body.slices[2]?.pairwise_results[0]).toMatchObject({ n: 30, delta: 0.5, verdict: 'a_better', macro: null });
    const markdown = await host.report(['a', 'b'], 'text/markdown').then((response) => response.text());
    expect(markdown).not.toContain('by cluster');
  });

  it('compares within each tag, of which a sample may have several', async () => {
    const { status, body } = await post({ run_ids: ['a', 'b'], slice_by: 'tags' });
    expect(status).toBe(200);
    expect(body.metadata).toMatchObject({ slice_by: 'tags', family_sizes: [4] });
    expect(body.slices.map(({ level, n, pairwise_results: [pair] }) => [level, n, pair?.delta])).toEqual([
      ['all', 63, body.pairwise_results[0]?.delta],
      ['long', 40, 0.375],
      ['rare', 1, 0],
    ]);
    expect(body.warnings).toContainEqual({ code: 'overlapping-slices', message: expect.stringContaining('41 samples') });
    const page = await fetch(`${host.server.url}/api/compare/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/markdown' },
      body: JSON.stringify({ run_ids: ['a', 'b'], slice_by: 'tags' }),
    });
    expect(await page.text()).toContain('41 samples are in more than one slice');
  });

  it.each([
    ['tasks of different runs', { tasks: [...TASKS, { name: 'x', run_ids: ['a'] }] }, 400, 'has 1 runs where 2 are compared'],
    [
      'tasks without a common metric',
      { tasks: [...TASKS, { name: 'x', run_ids: ['a', 'elsewhere'] }] },
      400,
      'no metric in common',
    ],
    ['tasks whose runs are not there', { tasks: [{ name: 'x', run_ids: ['a', 'nobody'] }] }, 404, 'Run not found: nobody'],
    ['tasks of one run', { tasks: [{ name: 'x', run_ids: ['a'] }] }, 400, 'at least two runs'],
    ['no tasks', { tasks: [] }, 400, 'at least two runs'],
    ['a task twice', { tasks: [TASKS[0], { name: 'gsm8k', run_ids: ['a', 'b'] }] }, 400, 'is named twice'],
    ['a test that knows no tasks', { tasks: TASKS, statistical_test: 'mcnemar' }, 400, 'no form for several tasks'],
    ['slices that are not there', { run_ids: ['a', 'b'], slice_by: 'inputs.topic' }, 400, 'No sample has "inputs.topic"'],
    ['tags of which there are none', { run_ids: ['new-g', 'old-g'], slice_by: 'tags' }, 400, 'No sample has "tags"'],
    ['too many slices', { run_ids: ['scattered', 'a'], slice_by: 'cluster' }, 400, 'levels; one comparison takes at most 100'],
    ['slices of tasks', { tasks: TASKS, slice_by: 'cluster' }, 400, 'slice_by does not go with tasks'],
  ])('refuses %s with the reason', async (_what, body, status, detail) => {
    const answer = await host.server.post('/api/compare', body);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
  });

  it.each([
    ['tasks that are no list', { tasks: 'x' }, 'tasks'],
    ['a task that is no object', { tasks: ['x'] }, 'tasks'],
    ['a task without runs', { tasks: [{ name: 'x' }] }, 'tasks[0].run_ids'],
    ['a task without a name', { tasks: [{ run_ids: ['a', 'b'] }] }, 'tasks[0].name'],
    ['more tasks than one comparison takes', { tasks: Array.from({ length: 101 }, () => TASKS[0]) }, 'tasks'],
    ['an empty slice_by', { run_ids: ['a', 'b'], slice_by: '' }, 'slice_by'],
  ])('names %s', async (_what, body, path) => {
    const answer = await host.server.post('/api/compare', body);
    expect(answer.status).toBe(422);
    expect((answer.body as { errors?: { path: string }[] }).errors?.[0]?.path).toContain(path);
  });
});
