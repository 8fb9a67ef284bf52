import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

/** The modes that files and folders have, those of the folder itself among them. */
async function modesIn(folder: string): Promise<{ folders: string[]; files: string[]; paths: string[] }> {
  const found = { folders: new Set<string>(), files: new Set<string>() };
  const paths = ['.', ...(await readdir(folder, { recursive: true }))];
  for (const path of paths) {
    const state = await stat(join(folder, path)).catch(() => undefined); // a journal of the index comes and goes
    if (state === undefined) continue;
    found[state.isDirectory() ? 'folders' : 'files'].add((state.mode & 0o777).toString(8));
  }
  return { folders: [...found.folders], files: [...found.files], paths };
}

describe('files with prompts and answers', () => {
  let server: RunningServer;

  afterEach(() => server.close());

  async function fill(): Promise<string> {
    const jobId = await server.startJob('run', ADD_FIVE);
    await server.settledJob(jobId);
    const { status } = await server.post('/api/runs', {
      run_id: 'mine',
      samples: [{ id: 'a', scores: { correct: true }, response: 'secret' }],
    });
    const { status: labelled } = await server.put('/api/runs/mine/labels/good', { labels: [{ sample_id: 'a', value: 1 }] });
    expect([status, labelled]).toEqual([201, 201]);
    return jobId;
  }

  it('are readable by nobody but the user that runs Assay', async () => {
    server = await RunningServer.start();
    await fill();

    const jobs = await modesIn(join(server.root.path, 'jobs'));
    expect([jobs.folders, jobs.files]).toEqual([['700'], ['600']]);
    expect(jobs.paths).toEqual(expect.arrayContaining([expect.stringContaining('events.jsonl')]));
    // The texts of a run are indexed after it.
    const expected = ['index.sqlite', 'index.sqlite.text', 'samples.jsonl', 'good.jsonl'];
    let storage = await modesIn(join(server.root.path, '.storage'));
    while (!expected.every((name) => storage.paths.some((path) => basename(path) === name))) {
      await setTimeout(20);
      storage = await modesIn(join(server.root.path, '.storage'));
    }
    expect([storage.folders, storage.files]).toEqual([['700'], ['600']]);
  });

  it('leaves folders that were there as they were', async () => {
    const root = await temporaryRoot('arithmetic');
    for (const name of ['jobs', '.storage']) {
      await mkdir(join(root.path, name));
      await chmod(join(root.path, name), 0o755);
    }
    server = await RunningServer.start({}, root);
    const jobId = await fill();

    for (const name of ['jobs', '.storage']) expect((await stat(join(root.path, name))).mode & 0o777).toBe(0o755);
    expect(await modesIn(join(root.path, 'jobs', jobId))).toMatchObject({ folders: ['700'], files: ['600'] });
  });
});
