import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface WireTrials {
  readonly trials: readonly { readonly row: number; readonly status: string; readonly seq: number | null }[];
  readonly next_cursor: string | null;
}

interface WireComparison {
  readonly pairwise_results: readonly { readonly delta: number }[];
}

const IMPORTED = { run_id: 'imported', samples: [{ id: 'a', scores: { correct: 1 } }] };

describe('two servers over one projects root and one storage folder', () => {
  let here: RunningServer;
  let there: AssayProcess;
  let url: string;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    here = await RunningServer.start({}, root);
    const folders = ['--projects-root', root.path, '--storage', join(root.path, '.storage')];
    there = new AssayProcess(['serve', '--port', '0', '--log-level', 'silent', ...folders]);
    url = await there.said(/http:\/\/127\.0\.0\.1:\d+/);
  });

  afterAll(async () => {
    there.interrupt();
    await there.outcome;
    await here.close();
  });

  async function elsewhere<Body>(path: string, body?: unknown): Promise<Body> {
    const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, body === undefined ? {} : asked);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Body;
  }

  /** What the other server lists, once that is what is expected; a list may be about a second behind another server. */
  async function listedElsewhere(isThere: boolean, runId: string): Promise<readonly string[]> {
    for (;;) {
      const ids = (await elsewhere<readonly { run_id: string }[]>('/api/runs')).map(({ run_id: id }) => id);
      if (ids.includes(runId) === isThere) return ids;
    }
  }

  it('show each other what they run, and compare it', async () => {
    const first = await here.startJob('evaluate', ADD_FIVE);
    await here.settledJob(first);
    const { job_id: second } = await elsewhere<{ job_id: string }>('/api/evaluate', { ...ADD_FIVE, repeats: 2 });
    expect((await here.settledJob(second)).manifest.status).toBe('done');
    expect(await listedElsewhere(true, first)).toEqual(expect.arrayContaining([first, second]));
    const { trials } = await elsewhere<WireTrials>(`/api/jobs/${first}/trials`);
    expect(trials.map(({ row, status }) => [row, status])).toEqual([0, 1, 2, 3, 4].map((row) => [row, 'success']));
    expect((await here.get<WireTrials>(`/api/jobs/${first}/trials`)).body.trials).toEqual(trials);
    const asked = { run_ids: [first, second] };
    const compared = await elsewhere<WireComparison>('/api/compare', asked);
    expect(compared.pairwise_results).toMatchObject([{ delta: 0 }]);
    expect((await here.post<WireComparison>('/api/compare', asked)).body.pairwise_results).toEqual(compared.pairwise_results);
  });

  it('show each other what is imported, and what is deleted', async () => {
    await elsewhere('/api/runs', IMPORTED);
    const find = (): Promise<{ status: number }> => here.get('/api/runs/imported');
    while ((await find()).status === 404);
    expect(await find()).toMatchObject({ status: 200, body: { num_samples: 1 } });
    expect((await here.delete('/api/runs/imported')).status).toBe(204);
    expect(await listedElsewhere(false, 'imported')).not.toContain('imported');
    await expect(elsewhere('/api/runs/imported')).rejects.toThrow('404');
  });

  it('go on with a page whose log was cut meanwhile, without the trials that are lost', async () => {
    const jobId = await here.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred' });
    await here.settledJob(jobId);
    const first = (await here.get<WireTrials>(`/api/jobs/${jobId}/trials?limit=10`)).body;
    const log = join(here.root.path, 'jobs', jobId, 'events.jsonl');
    const lines = (await readFile(log, 'utf8')).split('\n');
    await truncate(log, Buffer.byteLength(lines.slice(0, 60).join('\n')) + 20);
    const asked = `/api/jobs/${jobId}/trials?limit=100&cursor=${first.next_cursor ?? ''}`;
    const rest = await here.get<WireTrials>(asked);
    expect(rest.status).toBe(200);
    const kept = lines.slice(0, 60).filter((line) => line.includes('"type":"trial"')).length;
    let shown = rest.body.trials;
    while (shown.length > kept - 10) shown = (await here.get<WireTrials>(asked)).body.trials;
    expect(shown).toHaveLength(kept - 10);
    expect(shown.every(({ seq }) => seq !== null)).toBe(true);
    expect((await here.job(jobId)).events).toHaveLength(60);
  });
});
