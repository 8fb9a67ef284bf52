import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgreementDto } from '../../src/compare/agreement.dto.ts';
import type { ComparisonDto } from '../../src/compare/comparison.dto.ts';
import type { PowerDto } from '../../src/compare/power.dto.ts';
import type { JobSpec } from '../../src/domain/job-fields.ts';
import { toManifest } from '../../src/domain/job-manifest.ts';
import type { TrajectoryDto } from '../../src/jobs/steps.dto.ts';
import { sampleEnd, sampleJob } from '../contracts/sample-job.ts';
import { assay } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly hint?: string;
  readonly candidates?: readonly { readonly id: string; readonly name: string }[];
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const SEARCH = { ...ADD_FIVE, program: 'flaky', steps: 2, proposer_model: 'local:proposer' };

/** Jobs of long ago whose ids are known: two begin alike, and the label of one is the beginning of another. */
const TWIN_ONE = 'abcdef01-0000-4000-8000-000000000001';
const TWIN_TWO = 'abcdef02-0000-4000-8000-000000000002';
const LIKE_AN_ID = 'abcdef01-0000-4000-8000-00000000000f';
const STEPLESS = '5e7b1e55-0000-4000-8000-000000000003';

let server: RunningServer;
let careful: string;
let search: string;
let newest: string;

beforeAll(async () => {
  server = await RunningServer.start();
  careful = await server.startJob('evaluate', { ...ADD_FIVE, label: 'careful' });
  await server.settledJob(careful);
  search = await server.startJob('optimize', { ...SEARCH, label: 'the search' });
  await server.settledJob(search);
  newest = await server.startJob('evaluate', { ...ADD_FIVE, model: 'local:overlap' });
  await server.settledJob(newest);
  await keep(TWIN_ONE, { label: 'same label' });
  await keep(TWIN_TWO, { label: 'same label' });
  await keep('00000000-0000-4000-8000-00000000000a', { label: 'abcdef02' });
  await keep('00000000-0000-4000-8000-00000000000b', { label: LIKE_AN_ID });
  await keep('00000000-0000-4000-8000-00000000000c', { label: 'latest' });
  await keep(STEPLESS, { kind: 'optimize', steps: 2, label: 'stepless' });
});

afterAll(() => server.close());

async function keep(id: string, fields: Partial<JobSpec>): Promise<void> {
  const { spec, ...job } = sampleJob(id, { ...sampleEnd, status: 'done', startedAt: '2001-01-01T00:00:00.000Z' });
  const folder = join(server.root.path, 'jobs', id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.jsonl'), '');
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(toManifest({ ...job, spec: { ...spec, ...fields } })));
}

async function problemOf(path: string, status: number): Promise<Problem> {
  const answer = await server.get<Problem>(path);
  expect(answer.status).toBe(status);
  return answer.body;
}

const runId = async (name: string): Promise<unknown> =>
  (await server.get(`/api/runs/${encodeURIComponent(name)}?samples=false`)).body['run_id'];

describe('a name in place of an id', () => {
  it('is the beginning of a job’s id, in upper case too, a label, or a place among the newest', async () => {
    for (const name of [careful, careful.slice(0, 8), careful.slice(0, 8).toUpperCase(), 'careful', 'latest~2']) {
      const { status, body } = await server.get<{ manifest: { job_id: string } }>(`/api/jobs/${encodeURIComponent(name)}`);
      expect([name, status, body.manifest.job_id]).toEqual([name, 200, careful]);
      expect([name, await runId(name)]).toEqual([name, careful]);
    }
  });

  it.each([
    'jobs/NAME?events=false',
    'jobs/NAME/trials',
    'jobs/NAME/trials?against=careful&metric=correct&sort=delta',
    'jobs/NAME/trials/aggregate',
    'jobs/NAME/trials/0',
    'jobs/NAME/report',
    'runs/NAME',
    'runs/NAME/samples',
    'runs/NAME/samples/aggregate?against=careful&metric=correct',
    'runs/NAME/samples/random',
    'runs/NAME/samples/0',
    'runs/NAME/labels',
  ])('does for GET /api/%s what the id does', async (route) => {
    const ofId = await server.get(`/api/${route.replace('NAME', newest).replace('careful', careful)}`);
    const ofName = await server.get(`/api/${route.replace('NAME', newest.slice(0, 8))}`);
    expect(ofId.status).toBe(200);
    expect(ofName.body).toEqual(ofId.body);
  });

  it('does the same for the events of a job, its steps, and the labels of a run', async () => {
    expect(await server.stream('careful')).toBe(await server.stream(careful));
    expect((await server.get('/api/jobs/the%20search/steps')).body).toEqual(
      (await server.get(`/api/jobs/${search}/steps`)).body,
    );
    await server.put(`/api/runs/${careful}/labels/liked`, { labels: [{ row: 0, value: 1 }] });
    for (const route of ['labels/liked', 'labels/liked/judge']) {
      const { status, body } = await server.get(`/api/runs/careful/${route}`);
      expect([status, body]).toEqual([200, (await server.get(`/api/runs/${careful}/${route}`)).body]);
    }
  });

  it('is a search’s best step where a run is expected, and its step where one is named', async () => {
    const { body } = await server.get<TrajectoryDto>(`/api/jobs/${search}/steps`);
    const best = body.steps.find((step) => step.is_best)?.run_id;
    for (const name of [search, search.slice(0, 8), 'the search', 'latest~1'])
      expect([name, await runId(name)]).toEqual([name, best]);
    for (const name of [`${search.slice(0, 8)}.1`, 'the search.1', 'latest~1.1'])
      expect([name, await runId(name)]).toEqual([name, `${search}.1`]);
  });

  it('is taken for an id wherever one is the same, and never for a label before', async () => {
    expect(await runId(TWIN_ONE)).toBe(TWIN_ONE);
    expect(await runId(LIKE_AN_ID)).toBe('00000000-0000-4000-8000-00000000000b');
    await keep(LIKE_AN_ID, {});
    expect(await runId(LIKE_AN_ID)).toBe(LIKE_AN_ID);
  });

  it.each([
    ['the beginning of two ids', 'abcdef', [TWIN_ONE, LIKE_AN_ID, TWIN_TWO]],
    ['the label of two jobs', 'same label', [TWIN_TWO, TWIN_ONE]],
    ['the beginning of an id and a label', 'abcdef02', [TWIN_TWO, '00000000-0000-4000-8000-00000000000a']],
  ])('that is %s is refused with what it may mean', async (_, name, ids) => {
    for (const route of ['jobs', 'runs']) {
      const { type, detail, candidates = [] } = await problemOf(`/api/${route}/${encodeURIComponent(name)}`, 400);
      expect(type).toBe('urn:assay:problem:ambiguous_name');
      expect(candidates.map(({ id }) => id)).toEqual(ids);
      for (const candidate of candidates) expect(detail).toContain(`${candidate.id} (${candidate.name})`);
    }
  });

  it('that a job has for its label is not `latest` alone any more', async () => {
    const { candidates } = await problemOf('/api/jobs/latest', 400);
    expect(candidates?.map(({ id }) => id)).toEqual(['00000000-0000-4000-8000-00000000000c', newest]);
    expect(await runId('latest~0')).toBe(newest);
  });

  it.each([
    ['jobs/abcde', 'job not found', 'takes 6 characters or more', [TWIN_ONE]],
    ['runs/carefull', 'Run not found: carefull', 'Did you mean', ['careful']],
    ['runs/areful', 'Run not found: areful', 'Did you mean', ['careful']],
    ['jobs/latest~99', 'job not found', 'latest~99 needs 100 jobs, and there are 10', []],
    ['jobs/latest~x', 'job not found', 'No job has "latest~x" as its id', []],
    ['runs/the%20search.9', 'Run not found: the search.9', 'is a search; its steps are', []],
    [`runs/${STEPLESS}`, `Run not found: ${STEPLESS}`, 'no step has ended with a score; none of its steps has begun', []],
    [`runs/${TWIN_ONE}.1`, `Run not found: ${TWIN_ONE}.1`, `is no search and has no steps: its run is ${TWIN_ONE}`, []],
  ])('that nothing has, as in /api/%s, is refused with what was looked for', async (route, detail, hint, named) => {
    const problem = await problemOf(`/api/${route}`, 404);
    expect(problem.detail).toBe(detail);
    expect(problem.hint).toContain(hint);
    for (const name of named)
      expect(problem.candidates?.some(({ id, name: called }) => id === name || called === name)).toBe(true);
  });

  it('names the steps of a search for one that is not there', async () => {
    const { hint } = await problemOf(`/api/runs/${search}.99`, 404);
    expect(hint).toBe(`Job ${search} is a search; its steps are ${search}.0, ${search}.1, ${search}.2.`);
  });

  it('changes nothing: who changes something gives the id', async () => {
    const requests = { cancel: {}, resume: {}, score: { metrics: ['correct'] } };
    for (const [action, body] of Object.entries(requests))
      expect((await server.post(`/api/jobs/careful/${action}`, body)).status).toBe(404);
    for (const path of ['jobs/careful', 'runs/careful', 'runs/careful/labels/liked'])
      expect((await server.delete(`/api/${path}`)).status).toBe(404);
    expect((await server.put('/api/runs/careful/labels/other', { labels: [{ row: 0, value: 1 }] })).status).toBe(404);
    expect(await runId('careful')).toBe(careful);
  });

  it('means another job once the one that had it is deleted, and nothing without any', async () => {
    const first = await server.startJob('evaluate', { ...ADD_FIVE, label: 'short-lived' });
    await server.settledJob(first);
    const second = await server.startJob('evaluate', { ...ADD_FIVE, label: 'short-lived' });
    await server.settledJob(second);
    await problemOf('/api/jobs/short-lived', 400);
    await server.delete(`/api/jobs/${first}`);
    expect(await runId('short-lived')).toBe(second);
    expect(await runId('latest~0')).toBe(second);
    await server.delete(`/api/jobs/${second}`);
    await problemOf('/api/jobs/short-lived', 404);
    expect(await runId('latest~0')).toBe(newest);
  });
});

describe('names of runs from elsewhere', () => {
  beforeAll(async () => {
    const samples = [{ id: '1', scores: { correct: 1 } }];
    await server.post('/api/runs', {
      run_id: 'their-run',
      created_at: '2002-01-01T00:00:00Z',
      metadata: { label: 'theirs' },
      samples,
    });
  });

  it('are their labels too, and they count among the newest runs, though not among the newest jobs', async () => {
    expect(await runId('theirs')).toBe('their-run');
    expect(await runId('latest~3')).toBe('their-run');
    expect((await server.get('/api/jobs/theirs')).status).toBe(404);
  });
});

describe('names of what is compared', () => {
  const names = () => [careful.slice(0, 8), 'latest~0'];

  it('do for the ids in a comparison, whose answer has these, in their order, and the names', async () => {
    const { status, body } = await server.post<ComparisonDto>('/api/compare', { run_ids: names() });
    expect([status, body.run_ids]).toEqual([200, [careful, newest]]);
    const readable = [
      { run_id: careful, name: 'careful' },
      { run_id: newest, name: 'add · plain · local:overlap' },
    ];
    expect(body.runs).toEqual(readable);
    expect(body.pairwise_results[0]).toMatchObject({
      run_a: careful,
      run_a_name: 'careful',
      run_b: newest,
      run_b_name: 'add · plain · local:overlap',
    });
    expect(body.win_loss_summary['correct']?.rankings).toEqual(
      expect.arrayContaining(readable.map((run) => expect.objectContaining(run) as unknown)),
    );
    expect(body.metric_summaries[0]?.means).toMatchObject(readable);
    expect(body.headline).toContain('careful');
    expect(body.headline).not.toContain(careful);
    expect(body).toEqual((await server.post('/api/compare', { run_ids: [careful, newest] })).body);
  });

  it('do in tasks, plans, agreement and reports too', async () => {
    const tasks = [{ name: 'sums', run_ids: names() }];
    const { body } = await server.post<ComparisonDto>('/api/compare', { run_ids: ['new', 'old'], tasks });
    expect(body.run_ids).toEqual(['new', 'old']);
    expect(body.pairwise_results[0]?.macro?.tasks).toMatchObject([{ run_a: careful, run_a_name: 'careful', run_b: newest }]);
    const plan = await server.post<PowerDto>('/api/power', { run_ids: names() });
    expect(plan.body.runs).toMatchObject([{ run_id: careful, name: 'careful' }, { run_id: newest }]);
    const raters = names().map((run_id) => ({ run_id, metric: 'correct' }));
    const { body: agreed } = await server.post<AgreementDto>('/api/agreement', { raters });
    expect(agreed.raters).toMatchObject([{ run_id: careful, run_name: 'careful' }, { run_id: newest }]);
    const { body: report } = await server.post<string>('/api/compare/report', { run_ids: names() });
    expect(report).toContain('careful against add · plain · local:overlap');
  });

  it('are those of steps: a search against its first step', async () => {
    const { body } = await server.post<ComparisonDto>('/api/compare', { run_ids: ['the search.1', 'the search.0'] });
    expect(body.runs).toEqual([
      { run_id: `${search}.1`, name: 'the search · step 1' },
      { run_id: `${search}.0`, name: 'the search · step 0' },
    ]);
  });

  it('are refused where two are of one run, where one may mean several, and where nothing has one', async () => {
    const twice = await server.post<Problem>('/api/compare', { run_ids: ['careful', careful] });
    const message = `"careful" and "${careful}" both mean the run ${careful}`;
    expect([twice.status, twice.body.detail, twice.body.errors]).toEqual([
      422,
      `A run can't be compared with itself: ${message}.`,
      [{ path: 'run_ids', message }],
    ]);
    const several = await server.post<Problem>('/api/compare', { run_ids: ['same label', careful] });
    expect([several.status, several.body.candidates?.length]).toEqual([400, 2]);
    const nothing = await server.post<Problem>('/api/power', { run_ids: ['carefull'] });
    expect([nothing.status, nothing.body.detail]).toEqual([404, 'Run not found: carefull']);
    expect(nothing.body.hint).toContain(`Did you mean ${careful} (careful)?`);
  });
});

describe('names in commands', () => {
  const here = () => ['--projects-root', server.root.path];
  const folders = () => [...here(), '--storage', join(server.root.path, '.storage')];
  const there = () => ['--server', server.url];

  it('do for ids in a comparison, here and on a server, which says the ids once', async () => {
    for (const place of [folders(), there()]) {
      const { code, stdout, stderr } = await assay('compare', 'careful', 'latest~0', ...place);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`careful: ${careful}\n`);
      expect(stdout.split(careful)).toHaveLength(2);
    }
  });

  it('are refused in a comparison where two mean one run, here and on a server', async () => {
    for (const place of [folders(), there()]) {
      const { code, stdout, stderr } = await assay('compare', 'careful', careful.slice(0, 6), ...place);
      expect([code, stdout, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        2,
        '',
        `error: A run can't be compared with itself: "careful" and "${careful.slice(0, 6)}" both mean the run ${careful}. `,
      ]);
    }
  });

  it('do in reports, for labels, and to cancel, resume and score, which take the id from there', async () => {
    const report = await assay('report', careful.slice(0, 6), ...here());
    expect([report.code, report.stdout]).toEqual([0, (await assay('report', careful, ...here())).stdout]);
    const cancelled = await assay('cancel', 'careful', ...there());
    expect(cancelled.stdout).toContain(`Job ${careful} had already ended as done.`);
    expect((await assay('resume', 'careful', ...there())).stderr).toContain(careful);
    await server.put(`/api/runs/${careful}/labels/liked`, { labels: [{ row: 0, value: 1 }] });
    const labels = await assay('labels', 'list', 'careful', ...there(), '--format', 'json');
    expect(JSON.parse(labels.stdout)).toMatchObject({ labels: [{ name: 'liked' }] });
    const scored = await assay('score', 'careful', '--metric', 'correct', '--format', 'json', ...there());
    expect(scored.code).toBe(0);
    await server.delete(`/api/jobs/${(JSON.parse(scored.stdout) as { job_id: string }).job_id}`);
  });

  it('that nothing has are told with what was looked for and where else to look, ambiguous ones with what they may mean', async () => {
    for (const place of [folders(), there()]) {
      const { code, stderr } = await assay('compare', 'carefull', careful, ...place);
      expect(code).toBe(1);
      expect(stderr).toContain(`Did you mean ${careful} (careful)?`);
      const elsewhere = '--projects-root names another folder of projects, --server a server.';
      expect(stderr.includes(elsewhere)).toBe(place.includes('--projects-root'));
      const several = await assay('compare', 'same label', careful, ...place);
      expect(several.code).toBe(2);
      expect(several.stderr).toContain(`${TWIN_TWO} (same label), ${TWIN_ONE} (same label)`);
    }
    const report = await assay('report', 'carefull', ...here());
    const watch = await assay('watch', 'carefull', ...here());
    expect(watch.stderr).toContain(`It was looked for in ${server.root.path}/jobs. --projects-root names`);
    expect(report.stderr).toContain(`There is no job carefull in ${server.root.path}/jobs.`);
    expect(report.stderr).toContain(`Did you mean ${careful} (careful)?`);
  });
});
