import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import tar from 'tar-stream';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
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

describe('POST /api/jobs/import', () => {
  let server: RunningServer;
  let archive: Uint8Array;
  let job: string;

  beforeAll(async () => {
    server = await RunningServer.start();
    job = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(job);
    await server.put(`/api/runs/${job}/labels/mine`, { labels: [{ row: 0, value: 1 }] });
    archive = new Uint8Array(await (await fetch(`${server.url}/api/jobs/${job}/archive`)).arrayBuffer());
  });

  afterAll(() => server.close());

  async function imported(at: string, body: Uint8Array): Promise<readonly [number, unknown]> {
    const answer = await fetch(`${at}/api/jobs/import`, { method: 'POST', body });
    return [answer.status, await answer.json()];
  }

  async function refusal(files: Readonly<Record<string, string>>): Promise<unknown> {
    const pack = tar.pack();
    for (const [name, content] of Object.entries(files)) pack.entry({ name }, content);
    pack.finalize();
    const [status, body] = await imported(server.url, await buffer(pack));
    return [status, (body as { detail: string }).detail];
  }

  it('has the job as it was at another server, events, labels and all, and once', async () => {
    const other = await RunningServer.start();
    try {
      expect(await imported(other.url, archive)).toEqual([201, { job_id: job, is_new: true }]);
      expect(await imported(other.url, archive)).toEqual([200, { job_id: job, is_new: false }]);
      expect(await other.job(job)).toEqual(await server.job(job));
      const labels = `/api/runs/${job}/labels/mine`;
      expect((await other.get(labels)).body).toEqual((await server.get(labels)).body);
      const again = await (await fetch(`${other.url}/api/jobs/${job}/archive`)).arrayBuffer();
      expect(Buffer.from(again).equals(archive)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('is what assay import --job does in a folder', async () => {
    const root = await temporaryRoot('arithmetic');
    const file = join(root.path, 'job.tar.gz');
    await writeFile(file, archive);
    const place = ['--projects-root', root.path, '--storage', join(root.path, 'storage')];
    const first = await new AssayProcess(['import', '--job', file, ...place]).outcome;
    const again = await new AssayProcess(['import', '--job', file, ...place]).outcome;
    expect([first.stdout, again.stdout]).toEqual([`Imported job ${job}.\n`, `Was there already: job ${job}.\n`]);
    await root.remove();
  });

  it('refuses what is no such archive, and says what is wrong', async () => {
    const manifest = await readFile(join(server.root.path, 'jobs', job, 'manifest.json'), 'utf8');
    const running = manifest.replace('"status": "done"', '"status": "running"');
    expect(await refusal({ 'a.txt': 'x' })).toEqual([422, expect.stringContaining('needs manifest.json and events.jsonl')]);
    expect(await refusal({ 'j/manifest.json': '{}', 'j/events.jsonl': '' })).toEqual([
      422,
      expect.stringContaining('manifest.json'),
    ]);
    expect(await refusal({ 'j/manifest.json': running, 'j/events.jsonl': '' })).toEqual([
      422,
      expect.stringContaining('only one that has ended'),
    ]);
    expect(await refusal({ 'j/manifest.json': manifest, 'j/events.jsonl': '{"seq":3}\n' })).toEqual([
      422,
      expect.stringContaining('is not event 0 of job'),
    ]);
    expect(await refusal({ '../manifest.json': manifest, '../events.jsonl': '' })).toEqual([
      422,
      expect.stringContaining('leads out of the archive'),
    ]);
    expect(await refusal({ 'j/manifest.json': manifest, 'j/events.jsonl': '' })).toEqual([
      409,
      expect.stringContaining('is another one'),
    ]);
    const log = await readFile(join(server.root.path, 'jobs', job, 'events.jsonl'), 'utf8');
    const whole = { 'j/manifest.json': manifest, 'j/events.jsonl': log };
    expect(await refusal({ ...whole, 'j/events.jsonl': `\n${log}` })).toEqual([
      422,
      expect.stringContaining('line 2 is not event 0'),
    ]);
    expect(await refusal({ ...whole, 'j/events.jsonl': log.trimEnd() })).toEqual([
      422,
      expect.stringContaining('ends within a line'),
    ]);
    expect(await refusal({ ...whole, 'j/labels/odd.jsonl': '[]\n' })).toEqual([
      422,
      expect.stringContaining('is no set of labels'),
    ]);
    expect((await imported(server.url, new Uint8Array()))[0]).toBe(422);
  });
});
