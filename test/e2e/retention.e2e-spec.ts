import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess, type Outcome } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const ENDLESS = { ...ADD_FIVE, program: 'never_answers', examples: 'hundred' };

interface Pruned {
  readonly items: readonly {
    id: string;
    kind: string;
    because: string;
    deleted: boolean;
    error: string | null;
    bytes: number;
  }[];
  readonly kept_for_labels: number;
}

describe('assay prune beside a server', () => {
  let root: TemporaryRoot;
  let server: RunningServer;

  beforeEach(async () => {
    root = await temporaryRoot('arithmetic');
    server = await RunningServer.start({ maxRunningJobs: 2 }, root);
  });
  afterEach(() => server.close());

  function prune(...flags: readonly string[]): Promise<Outcome> {
    const place = ['--projects-root', root.path, '--storage', join(root.path, '.storage')];
    return new AssayProcess(['prune', ...place, ...flags]).outcome;
  }

  async function pruned(...flags: readonly string[]): Promise<Pruned> {
    const { code, stdout, stderr } = await prune('--format', 'json', ...flags);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Pruned;
  }

  /** A job that ended a hundred days ago. */
  async function oldJob(): Promise<string> {
    const jobId = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(jobId);
    const path = join(root.path, 'jobs', jobId, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    const at = new Date(Date.now() - 100 * 86_400_000).toISOString();
    await writeFile(path, JSON.stringify({ ...manifest, started_at: at, finished_at: at }));
    return jobId;
  }

  it('shows what it would delete, deletes it with --yes, and keeps what runs, is new or has labels', async () => {
    const [old, labelled] = [await oldJob(), await oldJob()];
    await server.put(`/api/runs/${labelled}/labels/good`, { labels: [{ row: 0, value: 1 }] });
    const fresh = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(fresh);
    const running = await server.startJob('evaluate', ENDLESS);
    const imported = {
      run_id: 'mine',
      experiment_id: 'e',
      samples: [{ id: 's', prompt: 'p', response: 'r', scores: { m: 1 } }],
    };
    await server.post('/api/runs', imported);

    const shown = await pruned('--older-than', '30d');
    expect(shown).toMatchObject({ items: [{ id: old, kind: 'job', because: 'age', deleted: false }], kept_for_labels: 1 });
    expect((await server.get(`/api/jobs/${old}`)).status).toBe(200);

    expect(await pruned('--older-than', '30d', '--yes')).toMatchObject({ items: [{ id: old, deleted: true }] });
    expect((await server.get(`/api/jobs/${old}`)).status).toBe(404);
    expect((await server.get(`/api/runs/${old}`)).status).toBe(404);
    const { body } = await server.get<{ run_id: string }[]>('/api/runs');
    expect(body.map(({ run_id: runId }) => runId).sort()).toEqual([labelled, fresh, running, 'mine'].sort());

    const all = await pruned('--larger-than', '0.000001MB', '--include-labelled', '--yes');
    expect(all.items.map(({ id }) => id).sort()).toEqual([labelled, fresh, 'mine'].sort());
    expect(await readdir(join(root.path, '.storage', 'runs'))).toEqual([]);
    expect((await server.get<{ jobs: unknown[] }>('/api/jobs')).body.jobs).toMatchObject([{ job_id: running }]);
    const audit = (await readFile(join(root.path, '.storage', 'audit.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(audit.filter((line) => line.includes('assay prune'))).toHaveLength(4);
  }, 180_000);

  it('breaks nothing that is read meanwhile', async () => {
    const [one, two] = [await oldJob(), await oldJob()];
    const pruning = prune('--older-than', '30d', '--yes');
    const over = new AbortController();
    void pruning.finally(() => over.abort());
    const paths = [`/api/jobs/${one}`, `/api/runs/${one}`, `/api/jobs/${one}/trials`, `/api/jobs/${one}/report`, '/api/runs'];
    const seen = new Set<number>();
    while (!over.signal.aborted) {
      const compared = server.post('/api/compare', { run_ids: [one, two] });
      const answers = [...paths.map((path) => server.get(path)), compared].map((answer) => answer.then(({ status }) => status));
      const stream = server.stream(one).then(() => 200);
      // What has begun and can't be completed is cut off.
      for (const status of await Promise.all([...answers, stream].map((answer) => answer.catch(() => 200)))) seen.add(status);
    }
    expect((await pruning).code).toBe(0);
    expect([...seen].filter((status) => status >= 500)).toEqual([]);
    expect((await server.get(`/api/jobs/${one}`)).status).toBe(404);
  }, 180_000);

  it.each([
    [[], 'say what to delete'],
    [['--older-than', '30'], 'such as 12h, 30d or 8w'],
    [['--larger-than', '10'], 'such as 500MB or 10GB'],
    [['--older-than', '1d', '--dry-run', '--yes'], 'cannot be used with'],
  ])('says what is wrong with %j', async (flags, said) => {
    const { code, stderr } = await prune(...flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
