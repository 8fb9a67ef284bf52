import { mkdir, rm, writeFile } from 'node:fs/promises';
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
