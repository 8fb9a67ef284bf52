import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=20', workers: 2 };

describe('a running job whose folder changes', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start();
  });

  afterAll(async () => {
    await server.close();
  });

  /** The stream of a job that loses its folder when the first event has come. */
  async function streamWithLoss(jobId: string, lose: () => Promise<void>): Promise<string> {
    const { body } = await fetch(`${server.url}/api/jobs/${jobId}/events`);
    let text = '';
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      if (text === '') await lose();
      text += Buffer.from(chunk).toString();
    }
    return text;
  }

  const losses: [string, (jobs: string, jobId: string) => Promise<void>][] = [
    ['its folder is removed', (jobs, jobId) => rm(join(jobs, jobId), { recursive: true })],
    [
      'the jobs folder becomes a file',
      async (jobs) => {
        await rm(jobs, { recursive: true });
        await writeFile(jobs, '');
      },
    ],
  ];

  it('ends as ever when only its lease is removed', async () => {
    const jobId = await server.startJob('evaluate', SLOW);
    await streamWithLoss(jobId, () => rm(join(server.root.path, 'jobs', jobId, '.lease')));
    expect((await server.job(jobId)).manifest).toMatchObject({ status: 'done', error: null });
  });

  it('ends as done when its summary finds no place, and is shown so with the cause', async () => {
    const jobId = await server.startJob('evaluate', SLOW);
    await streamWithLoss(jobId, async () => {
      await mkdir(join(server.root.path, 'jobs', jobId, 'summary.json'));
    });
    const { manifest, summary } = await server.job(jobId);
    expect(manifest).toMatchObject({ status: 'done', error: expect.stringContaining('EISDIR') });
    expect(summary).toMatchObject({ status: 'done', trial_count: 100 });
  });

  // The last of these leaves no jobs folder to run another job in.
  it.each(losses)('ends in error, and its stream ends, when %s', async (_what, lose) => {
    const jobId = await server.startJob('evaluate', SLOW);
    const stream = await streamWithLoss(jobId, () => lose(join(server.root.path, 'jobs'), jobId));
    expect(eventsOf(stream).map(({ seq }) => seq)).toEqual([...eventsOf(stream).keys()]);
    const { manifest } = await server.job(jobId);
    expect(manifest).toMatchObject({ status: 'error', error: expect.stringContaining('its end is not on disk yet') });
    const { body } = await server.get<{ jobs: readonly object[] }>('/api/jobs?limit=1');
    expect(body.jobs).toMatchObject([{ job_id: jobId, status: 'error' }]);
  });
});

describe('a server whose projects root is gone', () => {
  it('says so of each request that needs it, and makes none', async () => {
    const server = await RunningServer.start();
    const moved = `${server.root.path}-moved`;
    await rename(server.root.path, moved);
    try {
      const [catalog, job] = [await server.get('/api/catalog'), await server.post('/api/evaluate', ADD_FIVE)];
      expect([catalog.status, job.status]).toEqual([503, 400]);
      expect(catalog.body['detail']).toMatch(/gone|projects root/);
      expect(job.body['detail']).toContain("can't be read: there is no such file");
      expect((await server.get('/api/jobs')).status).toBe(200);
      await expect(stat(server.root.path)).rejects.toThrow('ENOENT');
    } finally {
      await rename(moved, server.root.path);
      await server.close();
    }
  });

  it('answers a POST with 503 while a file is in the place of its jobs folder', async () => {
    const server = await RunningServer.start();
    const jobs = join(server.root.path, 'jobs');
    await writeFile(jobs, '');
    const answer = await server.post('/api/evaluate', ADD_FIVE);
    await rm(jobs);
    const job = await server.settledJob(await server.startJob('evaluate', ADD_FIVE));
    await server.close();
    expect(answer).toMatchObject({ status: 503, body: { type: 'urn:assay:problem:unavailable' } });
    expect(answer.body['detail']).toContain('a file is where the server needs a folder');
    expect(job.manifest.status).toBe('done');
  });
});
