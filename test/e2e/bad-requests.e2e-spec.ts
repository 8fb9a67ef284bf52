import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

describe('a POST that can’t be used', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({}, await temporaryRoot());
  });
  afterAll(() => server.close());

  async function refusal(change: object): Promise<{ status: number; detail: string }> {
    const { status, body, headers } = await server.post('/api/evaluate', { ...ADD_FIVE, ...change });
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return { status, detail: String(body.detail) };
  }

  it.each([
    [{ project: 'nowhere' }, /no project "nowhere".*arithmetic/],
    [{ project: '../arithmetic' }, /no project/],
    [{ project: 'jobs' }, /no project/],
    [{ project: '_hidden' }, /no project/],
    [{ program: 'nothing' }, /no program "nothing".*add/],
    [{ program: '../add' }, /no program/],
    [{ program: '_private' }, /no program "_private"/],
    [{ program: 'constructor' }, /no program/],
    [{ program: 'constants' }, /"constants".*is a[n]? object.*function/],
    [{ prompt: 'nothing' }, /no prompt "nothing".*plain/],
    [{ prompt: '../../secret' }, /no prompt/],
    [{ prompt: 'broken' }, /broken\.jinja/],
    [{ examples: 'nothing' }, /no dataset "nothing".*five/],
    [{ examples: '../data/five' }, /no dataset/],
    [{ examples: 'empty' }, /empty\.jsonl.*no rows/],
    [{ examples: 'blank' }, /blank\.jsonl.*no rows/],
    [{ examples: 'ragged' }, /ragged\.jsonl, line 2/],
    [{ examples: 'broken' }, /broken\.jsonl, line 3/],
    [{ examples: 'extra_key' }, /extra_key\.jsonl, line 1.*note/],
    [{ examples: 'no_object' }, /no_object\.jsonl, line 1/],
    [{ metrics: ['nothing'] }, /no metric "nothing".*correct/],
    [{ metrics: ['correct', 'plain_function'] }, /plain_function.*programmaticMetric/],
    [{ metrics: ['judged_by_nobody'] }, /nobody/],
    [{ model: 'echo' }, /provider:model-id|provider/],
    [{ model: 'nobody:nothing' }, /nobody.*openai/],
    [{ model: 'local:gpt' }, /gpt.*echo/],
    [{ model: 'openai:gpt-5-mini' }, /OPENAI_API_KEY/],
    [{ generation_kwargs: { temprature: 1 } }, /temprature/],
    [{ workers: 257 }, /257.*256.*ASSAY_MAX_WORKERS/],
    [{ project: 'syntax_error', program: 'v1', prompt: 'hello', examples: 'one' }, /syntax_error\/programs\.ts:4/],
  ])('is a 400 that says what is wrong: %j', async (change, detail) => {
    const answer = await refusal(change);
    expect(answer).toEqual({ status: 400, detail: expect.stringMatching(detail) });
  });

  it.each([
    [{ workers: 0 }, ['workers']],
    [{ workers: 1.5 }, ['workers']],
    [{ workers: '3' }, ['workers']],
    [{ metrics: [] }, ['metrics']],
    [{ metrics: ['correct', 'correct'] }, ['metrics[1]']],
    [{ metrics: 'correct' }, ['metrics']],
    [{ project: '' }, ['project']],
    [{ project: 3, prompt: null }, ['project', 'prompt']],
    [{ repeats: 0, limit: 0, seed: -1 }, ['repeats', 'limit', 'seed']],
    [{ generation_kwargs: [] }, ['generation_kwargs']],
    [{ project: undefined, model: undefined }, ['project', 'model']],
  ])('is a 422 with one entry for each fault: %j', async (change, paths) => {
    const { status, body } = await server.post('/api/evaluate', { ...ADD_FIVE, ...change });
    expect(status).toBe(422);
    expect((body.errors as { path: string }[]).map(({ path }) => path).sort()).toEqual([...paths].sort());
    expect(typeof body.detail).toBe('string');
  });

  it('is no job afterwards, and the next good one runs', async () => {
    const before = (await server.get<{ jobs: unknown[] }>('/api/jobs')).body.jobs.length;
    await refusal({ program: 'nothing' });
    expect((await server.get<{ jobs: unknown[] }>('/api/jobs')).body.jobs).toHaveLength(before);
    expect((await server.settledJob(await server.startJob('evaluate', ADD_FIVE))).manifest.status).toBe('done');
  });

  it('is accepted with the fields of another kind', async () => {
    const jobId = await server.startJob('run', { ...ADD_FIVE, steps: 3, proposer_model: 'local:proposer' });
    expect((await server.settledJob(jobId)).manifest.status).toBe('done');
  });

  it.each(['loops_at_import', 'exits_at_import', 'throws_at_import', 'two_modules'])(
    'says what is wrong with %s',
    async (project) => {
      const impatient = await RunningServer.start({ importTimeoutSeconds: 1 }, await temporaryRoot(project));
      try {
        const { body } = await impatient.get<{ projects: { name: string; error?: string }[] }>('/api/catalog');
        const broken = body.projects.filter(({ error }) => error !== undefined);
        expect(broken).toEqual([expect.objectContaining({ name: project, error: expect.any(String) as unknown })]);
      } finally {
        await impatient.close();
      }
    },
  );
});
