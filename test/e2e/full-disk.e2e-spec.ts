import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, eventsOf, type JobDocument } from './running-server.ts';
import { SmallDisk } from './small-disk.ts';

const PROJECT = fileURLToPath(new URL('../fixtures/projects/arithmetic', import.meta.url));
const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=200', workers: 2 };
const IMPORT = { run_id: 'imported', samples: [{ id: 'a', scores: { m: 1 } }] };

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

describe('a server on a disk that takes nothing more', () => {
  let disk: SmallDisk;
  let server: AssayProcess;
  let url: string;

  beforeEach(async () => {
    disk = await SmallDisk.make();
    await cp(PROJECT, join(disk.path, 'arithmetic'), { recursive: true });
  });

  afterEach(async () => {
    server.interrupt();
    await server.outcome;
    await disk.remove();
  });

  async function serve(): Promise<void> {
    server = new AssayProcess(['serve', '--port', '0', '--projects-root', disk.path, '--storage', join(disk.path, '.storage')]);
    url = await server.said(/http:\/\/[\w.:]+/);
  }

  async function ask(path: string, body?: object): Promise<Reply> {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/${path}`, init);
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  }

  async function streamOf(jobId: unknown): Promise<string> {
    return (await fetch(`${url}/api/jobs/${String(jobId)}/events`)).text();
  }

  async function runs(): Promise<JobDocument> {
    const { status, body } = await ask('evaluate', ADD_FIVE);
    expect(status).toBe(200);
    await streamOf(body['job_id']);
    return (await ask(`jobs/${String(body['job_id'])}`)).body as unknown as JobDocument;
  }

  async function expectRefusal(): Promise<void> {
    for (const [path, body] of [['evaluate', ADD_FIVE] as const, ['runs', IMPORT] as const]) {
      const { status, body: problem } = await ask(path, body);
      expect([path, status, problem['type']]).toEqual([path, 507, 'urn:assay:problem:disk']);
    }
    const jobs = (await ask('jobs')).body['jobs'] as readonly object[];
    const folders = await readdir(join(disk.path, 'jobs')).catch(() => []);
    expect(folders.filter((name) => !name.startsWith('.'))).toHaveLength(jobs.length);
    expect((await ask('runs')).body).toHaveLength(jobs.length);
  }

  it('refuses with 507 while it is full, makes nothing by halves, and goes on when there is room', async () => {
    await serve();
    await runs();
    await disk.fill(server.pid);
    await expectRefusal();
    await disk.free(server.pid);
    expect(await runs()).toMatchObject({ manifest: { status: 'done' }, summary: { trial_count: 5 } });
    expect((await ask('runs', IMPORT)).status).toBeLessThan(300);
  });

  it('refuses with 507 while it is read-only, makes nothing by halves, and goes on when it is not', async () => {
    await disk.serveReadOnly(serve, () => server.pid);
    await expectRefusal();
    disk.letWrite(server.pid);
    expect((await runs()).manifest.status).toBe('done');
  });

  it('ends a job that has no room, says why, and keeps every event that was seen', async () => {
    await serve();
    const { body } = await ask('evaluate', SLOW);
    const jobId = String(body['job_id']);
    const response = await fetch(`${url}/api/jobs/${jobId}/events`);
    let seen = '';
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      await disk.fill(server.pid);
      seen += Buffer.from(piece).toString();
    }
    const { manifest } = (await ask(`jobs/${jobId}`)).body as unknown as JobDocument;
    expect(manifest).toMatchObject({ status: 'error', error: expect.stringMatching(/ENOSPC|EFBIG/) });
    await disk.free(server.pid);
    expect((await runs()).manifest.status).toBe('done');
    const after = eventsOf(await streamOf(jobId));
    expect(after.slice(0, eventsOf(seen).length)).toEqual(eventsOf(seen));
    const stored = async (): Promise<string> => readFile(join(disk.path, 'jobs', jobId, 'manifest.json'), 'utf8');
    while (!(await stored()).includes('"error"')) await new Promise(setImmediate);
  });
});
