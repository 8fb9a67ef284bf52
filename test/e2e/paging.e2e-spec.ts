import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toManifest } from '../../src/domain/job-manifest.ts';
import { sampleBatch, sampleEnd, sampleJob } from '../contracts/sample-job.ts';
import { RunningServer } from './running-server.ts';

interface Listed {
  readonly job_id?: string;
  readonly run_id?: string;
}

interface JobList {
  readonly jobs: readonly Listed[];
  readonly next_cursor: string | null;
}

/** Newest first; as text they would sort otherwise. */
const STARTS = ['2026-03-01T11:00:00Z', '2026-03-01T12:00:00+02:00', '2026-03-01T09:30:00.000Z'];
const IDS = STARTS.map((_, index) => `00000000-0000-4000-8000-00000000000${index}`);

describe('lists in pages', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start();
    for (const [index, startedAt] of STARTS.entries()) {
      const id = IDS[index] ?? '';
      const folder = join(server.root.path, 'jobs', id);
      const job = sampleJob(id, { ...sampleEnd, startedAt });
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'events.jsonl'), sampleBatch(id, 0, 1).bytes);
      await writeFile(join(folder, 'manifest.json'), JSON.stringify(toManifest(job)));
    }
  });

  afterAll(async () => {
    await server.close();
  });

  /** The next page of jobs is named in the body, that of runs in the Link header. */
  async function pageAt(path: string): Promise<{ ids: readonly string[]; next: string | null }> {
    const { status, headers, body } = await server.get<readonly Listed[] | JobList>(path);
    expect(status).toBe(200);
    if (!('jobs' in body)) {
      const next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
      return { ids: body.map(({ run_id }) => run_id ?? ''), next };
    }
    const next = body.next_cursor === null ? null : `/api/jobs?limit=1&cursor=${body.next_cursor}`;
    return { ids: body.jobs.map(({ job_id }) => job_id ?? ''), next };
  }

  it.each(['/api/jobs', '/api/runs'])('of %s are ordered by the instant, whatever offset the times have', async (path) => {
    expect((await pageAt(path)).ids).toEqual(IDS);
  });

  it.each(['/api/jobs', '/api/runs'])('of one item each hold all of %s', async (path) => {
    const seen: string[] = [];
    for (let page: string | null = `${path}?limit=1`; page !== null;) {
      const { ids, next } = await pageAt(page);
      seen.push(...ids);
      page = next;
    }
    expect(seen).toEqual(IDS);
  });

  it.each(['/api/jobs', '/api/runs'])('refuse a cursor that %s never gave out', async (path) => {
    const cursor = Buffer.from(JSON.stringify(['yesterday', IDS[0]])).toString('base64url');
    const { status, body } = await server.get(`${path}?cursor=${cursor}`);
    expect({ status, detail: body.detail }).toEqual({
      status: 400,
      detail: expect.stringContaining('cursor is not one that this list gave out'),
    });
  });
});
