import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { gone } from './gone.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

describe('a program that misbehaves', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({ unresponsiveSeconds: 5, trialTimeoutSeconds: 0.5, jobMemoryMb: 64 });
  });
  afterAll(() => server.close());

  it.each([
    ['ends_the_process', /exit code 3.*process\.exit/],
    ['never_pauses', /5 s without a pause.*endless loop/],
    ['eats_heap', /out of memory.*64 MB/],
    ['eats_buffers', /out of memory.*64 MB/],
    ['hoards_at_once', /out of memory.*64 MB/],
    ['makes_thenables', /gives every Object a method "then"/],
    ['throws_elsewhere', /outside of any trial.*nobody catches this/],
    ['sends_null', /must not call process\.send/],
    ['aborts', /process\.abort/],
    ['disconnects', /must not call process\.disconnect/],
  ])('ends its job with a clear error, and nothing else: %s', async (program, error) => {
    const jobId = await server.startJob('run', { ...ADD_FIVE, program });
    const { manifest, events, summary } = await server.settledJob(jobId);
    expect(manifest).toMatchObject({ status: 'error', error: expect.stringMatching(error) as unknown });
    expect(events.at(-1)).toMatchObject({ type: 'error', seq: events.length - 1, payload: { message: manifest.error } });
    expect(summary).toMatchObject({ status: 'error', error: manifest.error, trial_count: events.length - 1 });
    expect((await server.get('/api/health')).body).toEqual({ status: 'ok' });
    expect((await server.settledJob(await server.startJob('run', ADD_FIVE))).manifest.status).toBe('done');
  });

  it('has the trial that never answers fail when its time is up, and the job go on', async () => {
    const { manifest, events } = await server.settledJob(
      await server.startJob('run', { ...ADD_FIVE, program: 'never_answers' }),
    );
    expect(manifest.status).toBe('done');
    const failed = events.filter(({ payload }) => 'status' in payload && payload.status === 'failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.payload).toMatchObject({ error: { type: 'TimeoutError' } });
  });

  it.each([
    ['breaks_json', /disturbs the events of its job/],
    ['forges_events', /disturbs the events of its job/],
    ['forges_the_end', /ended early, after \d of 5 trials/],
    ['breaks_lists', /ended early, after 5 of 5 trials and \d of 5 scorings/],
  ])('is not believed what it says of its job: %s', async (program, error) => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, program });
    const stream = eventsOf(await server.stream(jobId));
    const { manifest, events, summary } = await server.job(jobId);
    expect(manifest).toMatchObject({ status: 'error', error: expect.stringMatching(error) as unknown });
    expect(stream).toEqual(events);
    expect(events.at(-1)).toMatchObject({ type: 'error', payload: { message: manifest.error } });
    expect(summary).toMatchObject({ trial_count: events.filter(({ type }) => type === 'trial').length });
  });

  it('leaves no process behind', async () => {
    const { events } = await server.settledJob(await server.startJob('run', { ...ADD_FIVE, program: 'leaves_a_process' }));
    for (const { payload } of events) await gone((payload as { output: number }).output);
  });

  it('keeps what came before it misbehaved', async () => {
    const { events } = await server.settledJob(await server.startJob('run', { ...ADD_FIVE, program: 'ends_the_process' }));
    expect(events.filter(({ type }) => type === 'trial')).toHaveLength(2);
  });
});

describe('a project whose modules send messages', () => {
  it('is listed with what is wrong, and nothing else ends', async () => {
    const root = await temporaryRoot('arithmetic');
    await mkdir(join(root.path, 'speaks'));
    await writeFile(join(root.path, 'speaks', 'programs.ts'), 'process.send(null);\nexport const p = () => 1;\n');
    const server = await RunningServer.start({}, root);
    const { body } = await server.get<{ projects: { name: string; programs: string[]; error?: string }[] }>('/api/catalog');
    const [arithmetic, speaks] = ['arithmetic', 'speaks'].map((name) => body.projects.find((project) => project.name === name));
    expect(speaks).toMatchObject({ programs: [], error: expect.stringContaining('must not call process.send') as unknown });
    expect(arithmetic?.programs).toContain('add');
    await server.close();
  });
});

describe('a project whose modules change what others rely on', () => {
  it('has no effect on how the projects after it are listed', async () => {
    const root = await temporaryRoot('arithmetic');
    await mkdir(join(root.path, 'a_breaks_lists'));
    const source = 'Array.prototype.map = () => [];\nexport const p = () => 1;\n';
    await writeFile(join(root.path, 'a_breaks_lists', 'programs.ts'), source);
    const server = await RunningServer.start({}, root);
    const { body } = await server.get<{ projects: { name: string; programs: string[]; error?: string }[] }>('/api/catalog');
    const arithmetic = body.projects.find(({ name }) => name === 'arithmetic');
    expect(arithmetic?.programs).toContain('add');
    expect(arithmetic).not.toHaveProperty('error');
    await server.close();
  });
});

describe('concurrency', () => {
  const slow = { ...ADD_FIVE, model: 'local:echo?latency_ms=800', workers: 2 };
  let server: RunningServer;

  afterEach(() => server.close());

  it('runs one job at a time by default, and says so', async () => {
    server = await RunningServer.start();
    const first = await server.startJob('run', slow);
    const { status, body } = await server.post('/api/run', slow);
    expect([status, body.detail]).toEqual([409, 'another job is already running']);
    expect((await server.settledJob(first)).manifest.status).toBe('done');
    expect((await server.settledJob(await server.startJob('run', ADD_FIVE))).manifest.status).toBe('done');
  });

  it('accepts one of two POSTs that come at the same moment', async () => {
    server = await RunningServer.start();
    const answers = await Promise.all([server.post('/api/run', slow), server.post('/api/run', slow)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('lets jobs run side by side and wait, as far as it is told', async () => {
    server = await RunningServer.start({ maxRunningJobs: 2, maxQueuedJobs: 1 });
    const ids = await Promise.all([1, 2, 3].map(() => server.startJob('run', slow)));
    expect((await server.post('/api/run', slow)).status).toBe(409);
    const documents = await Promise.all(ids.map((id) => server.job(id)));
    expect(documents.map(({ manifest }) => manifest.status).sort()).toEqual(['queued', 'running', 'running']);
    expect(documents.find(({ manifest }) => manifest.status === 'queued')).toMatchObject({ events: [], summary: null });
    for (const id of ids) expect((await server.settledJob(id)).manifest.status).toBe('done');
  });
});
