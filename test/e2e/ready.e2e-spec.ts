import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Checks {
  readonly checks: Readonly<Record<string, { status: string; since: string; message?: string }>>;
}

describe('GET /api/ready', () => {
  let server: RunningServer;

  beforeEach(async () => {
    server = await RunningServer.start();
  });
  afterEach(() => server.close());

  /** Looks until a check says so: what was found counts for a second. */
  async function found(check: string, status: string): Promise<{ status: number; body: Checks & { detail?: string } }> {
    for (;;) {
      const answer = await server.get<Checks & { detail?: string }>('/api/ready');
      if (answer.body.checks[check]?.status === status) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('says of each thing that jobs need that it is up, and since when', async () => {
    const { status, body } = await server.get<Checks>('/api/ready');
    expect([status, body]).toMatchObject([200, { status: 'ok', index: { done: 1 } }]);
    expect(Object.keys(body.checks)).toEqual(['storage', 'index', 'queue', 'children', 'keys', 'draining']);
    const since = Object.values(body.checks).map((check) => [check.status, Number.isNaN(Date.parse(check.since))]);
    expect(since).toEqual(Array.from({ length: 6 }, () => ['up', false]));
    const { body: again } = await server.get<Checks>('/api/ready');
    expect(again.checks).toEqual(body.checks);
  });

  it('is 503 while the folder of jobs can’t be written, names it and says since when; the server stays alive', async () => {
    const jobs = join(server.root.path, 'jobs');
    await server.settledJob(await server.startJob('run', ADD_FIVE));
    await rename(jobs, `${jobs}.away`);
    await writeFile(jobs, '');
    const { status, body } = await found('storage', 'down');
    expect(status).toBe(503);
    expect(body).toMatchObject({ type: 'urn:assay:problem:not_ready', status: 503, checks: { children: { status: 'up' } } });
    expect(body.detail).toMatch(/^storage is down since 20\S+Z: .*\(E[A-Z]+\)/);
    expect(body.detail).not.toContain(server.root.path);
    expect((await server.get('/api/health')).body).toEqual({ status: 'ok' });
    const { body: later } = await server.get<Checks>('/api/ready');
    expect(later.checks.storage?.since).toBe(body.checks.storage?.since);
    await rm(jobs);
    await rename(`${jobs}.away`, jobs);
    expect((await found('storage', 'up')).status).toBe(200);
  });

  it('stays ready, degraded, while only the storage folder can’t be written', async () => {
    const storage = join(server.root.path, '.storage');
    await mkdir(join(storage, '.probe'));
    const { status, body } = await found('storage', 'degraded');
    expect([status, body.checks.storage?.message]).toEqual([200, expect.stringMatching(/^the storage folder: .*EISDIR/)]);
    await rm(join(storage, '.probe'), { recursive: true });
    await found('storage', 'up');
  });

  it('leaves nothing in the list of jobs, and one small file in their folder', async () => {
    await server.settledJob(await server.startJob('run', ADD_FIVE));
    await server.get('/api/ready');
    const names = await readdir(join(server.root.path, 'jobs'));
    expect(names.filter((name) => name === '.probe').length).toBe(1);
    const { body } = await server.get<{ jobs: unknown[] }>('/api/jobs');
    expect(body.jobs).toHaveLength(1);
  });
});
