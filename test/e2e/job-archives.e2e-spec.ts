import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import tar from 'tar-stream';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Entry {
  readonly mode: number | undefined;
  readonly mtimeMs: number | undefined;
  readonly bytes: Buffer;
}

async function entriesOf(archive: Buffer): Promise<ReadonlyMap<string, Entry>> {
  const extract = tar.extract();
  const entries = new Map<string, Entry>();
  const read = pipeline(Readable.from([archive]), createGunzip(), extract);
  for await (const entry of extract) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    const { name, mode, mtime } = entry.header;
    entries.set(name, { mode, mtimeMs: mtime.getTime(), bytes: Buffer.concat(parts) });
  }
  await read;
  return entries;
}

describe('GET /api/jobs/:job_id/archive', () => {
  let server: RunningServer;
  let job: string;

  beforeAll(async () => {
    server = await RunningServer.start();
    job = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(job);
  });

  afterAll(async () => {
    await server.close();
  });

  async function archived(name: string): Promise<{ readonly headers: Headers; readonly bytes: Buffer }> {
    const response = await fetch(`${server.url}/api/jobs/${name}/archive`);
    expect(response.status).toBe(200);
    return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  it('has all files of the job byte by byte, and is the same each time', async () => {
    const { headers, bytes } = await archived(job);
    expect(headers.get('content-type')).toBe('application/gzip');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${job}.tar.gz"`);
    const entries = await entriesOf(bytes);
    expect([...entries.keys()]).toEqual(['events.jsonl', 'manifest.json', 'summary.json'].map((name) => `${job}/${name}`));
    for (const [name, { mode, mtimeMs, bytes: content }] of entries) {
      expect([mode, mtimeMs]).toEqual([0o600, 0]);
      expect(content.equals(await readFile(join(server.root.path, 'jobs', name)))).toBe(true);
    }
    expect((await archived('latest')).bytes.equals(bytes)).toBe(true);
  });

  it('is a run of another server with the same means', async () => {
    const { bytes } = await archived(job);
    const answer = await fetch(`${server.url}/api/runs/import`, { method: 'POST', body: new Uint8Array(bytes) });
    expect(answer.status).toBe(201);
    const original = await server.get<{ metrics: object }>(`/api/runs/${job}?samples=false`);
    expect(await answer.json()).toMatchObject({ total_samples: 5, metrics: original.body.metrics });
  });

  it('refuses a job that runs, with advice, and one that is not there', async () => {
    const running = await server.startJob('evaluate', { ...ADD_FIVE, program: 'never_answers' });
    const { status, body } = await server.get<{ detail: string }>(`/api/jobs/${running}/archive`);
    expect([status, body.detail]).toEqual([
      409,
      expect.stringMatching(/is (running|queued): wait until it has ended, or cancel it/),
    ]);
    await server.post(`/api/jobs/${running}/cancel`, {});
    await server.settledJob(running);
    expect((await server.get('/api/jobs/nobody/archive')).status).toBe(404);
  });

  it.each(['server', 'root'] as const)('is what assay archive writes, with a %s', async (where) => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-archive-'));
    try {
      const place = where === 'server' ? ['--server', server.url] : ['--projects-root', server.root.path];
      const { code } = await new AssayProcess(['archive', job, '--output', folder, ...place]).outcome;
      expect([code, await readdir(folder)]).toEqual([0, [`${job}.tar.gz`]]);
      expect((await readFile(join(folder, `${job}.tar.gz`))).equals((await archived(job)).bytes)).toBe(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
