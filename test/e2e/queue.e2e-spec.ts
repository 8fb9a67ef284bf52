import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { type Outcome, AssayProcess } from './assay-process.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=50' };

/** A server in a process of its own. */
class ServerProcess {
  readonly #process: AssayProcess;
  readonly url: Promise<string>;

  constructor(root: TemporaryRoot, env: Readonly<Record<string, string>>) {
    const folders = ['--projects-root', root.path, '--storage', join(root.path, '.storage')];
    this.#process = new AssayProcess(['serve', '--port', '0', '--log-level', 'silent', ...folders], env);
    this.url = this.#process.said(/http:\/\/127\.0\.0\.1:\d+/);
  }

  async evaluate(body: object): Promise<Response> {
    return fetch(`${await this.url}/api/evaluate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async started(body: object): Promise<string> {
    const answer = await this.evaluate(body);
    return ((await answer.json()) as { job_id: string }).job_id;
  }

  async kill(): Promise<void> {
    this.#process.kill();
    await this.#process.outcome;
  }

  interrupt(): Promise<Outcome> {
    this.#process.interrupt();
    return this.#process.outcome;
  }
}

describe('jobs that wait', () => {
  let root: TemporaryRoot;
  let server: RunningServer | undefined;

  beforeEach(async () => {
    root = await temporaryRoot('arithmetic');
    server = undefined;
  });

  afterEach(async () => {
    await server?.stop();
    await root.remove();
  });

  it.each([
    ['is killed', (process: ServerProcess) => process.kill()],
    ['is stopped', (process: ServerProcess) => process.interrupt()],
  ])('wait on when their server %s, and run in their order after the restart', async (_how, end) => {
    const data = join(root.path, 'arithmetic', 'data');
    await copyFile(join(data, 'five.jsonl'), join(data, 'brief.jsonl'));
    const before = new ServerProcess(root, { ASSAY_MAX_QUEUED_JOBS: '3' });
    const running = await before.started(SLOW);
    const waiting = [await before.started(ADD_FIVE), await before.started({ ...ADD_FIVE, repeats: 2 })];
    const lost = await before.started({ ...ADD_FIVE, examples: 'brief' });
    await end(before);
    await rm(join(data, 'brief.jsonl'));
    server = await RunningServer.start({ maxQueuedJobs: 0 }, root);
    const ended = [];
    for (const jobId of [...waiting, lost]) ended.push((await server.settledJob(jobId)).manifest);
    expect(ended.map(({ status }) => status)).toEqual(['done', 'done', 'error']);
    const times = ended.map(({ finished_at: time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(ended[2]?.error).toContain('brief');
    expect(eventsOf(await server.stream(lost))).toMatchObject([{ type: 'error', payload: { message: ended[2]?.error } }]);
    expect((await server.job(running)).manifest).toMatchObject({
      status: 'interrupted',
      error: 'Assay stopped while this job was running',
    });
  });

  it.each([
    ['is killed', 'resume', (process: ServerProcess) => process.kill()],
    ['is stopped', 'interrupt', (process: ServerProcess) => process.interrupt()],
  ])('run after one that ran when its server %s, set to %s, which goes on if that is set then', async (_how, setting, end) => {
    const before = new ServerProcess(root, { ASSAY_MAX_QUEUED_JOBS: '1', ASSAY_ON_RESTART: setting });
    const running = await before.started(SLOW);
    const stream = (await fetch(`${await before.url}/api/jobs/${running}/events`)).body?.getReader();
    await stream?.read();
    const waiting = await before.started(ADD_FIVE);
    await end(before);
    server = await RunningServer.start({ onRestart: 'resume' }, root);
    while ((await server.job(running)).manifest.status === 'interrupted');
    const { manifest, events, summary } = await server.settledJob(running);
    expect(manifest).toMatchObject({ status: 'done', error: null, on_restart: 'resume' });
    expect(events.map(({ seq }) => seq)).toEqual([...events.keys()]);
    expect(summary).toMatchObject({ trial_count: 100, scoring_count: 100 });
    expect(events.filter(({ type }) => type === 'trial')).toHaveLength(100);
    expect((await server.settledJob(waiting)).manifest.status).toBe('done');
  });

  it('can be cancelled after a restart, and never run then', async () => {
    const before = new ServerProcess(root, { ASSAY_MAX_QUEUED_JOBS: '2' });
    await before.started(SLOW);
    const waiting = [await before.started(SLOW), await before.started(ADD_FIVE)];
    await before.kill();
    server = await RunningServer.start({}, root);
    const answer = await server.post(`/api/jobs/${waiting[1] ?? ''}/cancel`, {});
    expect(answer).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    expect((await server.job(waiting[1] ?? '')).events).toEqual([]);
    await server.post(`/api/jobs/${waiting[0] ?? ''}/cancel`, {});
  });
});

describe('two servers over one projects root', () => {
  let root: TemporaryRoot;
  let here: RunningServer;
  let there: ServerProcess;

  beforeEach(async () => {
    root = await temporaryRoot('arithmetic');
    here = await RunningServer.start({}, root);
    there = new ServerProcess(root, {});
  });

  afterEach(async () => {
    await there.kill();
    await here.close();
  });

  it('run one job in all, and say which when they refuse another', async () => {
    const jobId = await there.started(SLOW);
    const refused = await here.post('/api/evaluate', ADD_FIVE);
    expect(refused).toMatchObject({
      status: 409,
      body: {
        detail: 'another job is already running',
        running: [jobId],
        limit: 1,
        setting: 'ASSAY_MAX_RUNNING_JOBS',
      },
    });
    expect(refused.headers.get('retry-after')).toBe('2');
    await there.kill();
    expect((await here.settledJob(await here.startJob('evaluate', ADD_FIVE))).manifest.status).toBe('done');
  });
});
