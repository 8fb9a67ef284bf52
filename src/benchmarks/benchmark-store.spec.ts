import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { datasetsServer, type DatasetsServer, silent, status } from '../../test/fixtures/datasets-server.ts';
import { sampleBenchmark, sampleLines, sampleSourceRows } from '../../test/fixtures/sample-benchmark.ts';
import { StoreRig } from '../../test/fixtures/store-rig.ts';
import type { BenchmarkStore } from './benchmark-store.ts';
import { dataPath } from './kept-data.ts';

const DEMO_LINE = '{"inputs":{"question":"6 × 7?"},"reference":"42"}\n';

let rig: StoreRig;

let server: DatasetsServer;

beforeEach(async () => {
  rig = await StoreRig.make();
  server = await datasetsServer(sampleSourceRows(250));
  await mkdir(join(rig.folder, 'bundled', 'demo', 'data'), { recursive: true });
  await writeFile(demoPath(), DEMO_LINE.repeat(3));
});

afterEach(async () => {
  server.close();
  await rig.remove();
});

function demoPath(): string {
  return join(rig.folder, 'bundled', 'demo', 'data', 'test.jsonl');
}

/** Pages come one after the other. */
function openBoth(): BenchmarkStore {
  return rig.open(server.url, {
    policy: { pagesAtOnce: 1, minDelayMs: 1 },
    benchmarks: [sampleBenchmark('demo', { source: null }), sampleBenchmark('gsm8k')],
  });
}

async function dataOf(store: BenchmarkStore, name: string): Promise<unknown> {
  return (await store.list()).find(({ benchmark }) => benchmark.name === name)?.data;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('the list', () => {
  it('is in the order given, and needs no network', async () => {
    const store = openBoth();
    expect((await store.list()).map(({ benchmark, data }) => [benchmark.name, data.state])).toEqual([
      ['demo', 'present'],
      ['gsm8k', 'absent'],
    ]);
    expect(server.requests).toEqual([]);
    expect(await readdir(rig.folder)).toEqual(['bundled']);
  });

  it('knows what comes with Assay', async () => {
    expect(await dataOf(openBoth(), 'demo')).toEqual({
      state: 'present',
      origin: 'bundled',
      path: demoPath(),
      rows: 3,
      sha256: sha256(DEMO_LINE.repeat(3)),
      revision: null,
      obtainedAt: null,
    });
  });

  it('tells how far a fetch is', async () => {
    server.faults.set(200, [silent]);
    const store = openBoth();
    let rows = 0;
    const fetched = store.fetch('gsm8k', (progress) => (rows = progress.rows));
    expect(await dataOf(store, 'gsm8k')).toEqual({ state: 'fetching', rows: 0, total: null });
    while (rows < 200) await turn();
    expect(await dataOf(store, 'gsm8k')).toEqual({ state: 'fetching', rows: 200, total: 250 });
    await store.close();
    await expect(fetched).rejects.toThrow('Assay is stopping');
    expect(await dataOf(store, 'gsm8k')).toEqual({ state: 'absent' });
  });

  it('shows what was fetched, after a start too', async () => {
    const present = await openBoth().fetch('gsm8k');
    expect(present.path).toBe(dataPath({ bundled: '', fetched: rig.at() }, sampleBenchmark('gsm8k')));
    expect(await dataOf(openBoth(), 'gsm8k')).toEqual(present);
  });

  it('does not read a file again that is as it was written', async () => {
    const present = await openBoth().fetch('gsm8k');
    const record = JSON.parse(await readFile(rig.at('gsm8k', 'source.json'), 'utf8')) as object;
    await writeFile(rig.at('gsm8k', 'source.json'), JSON.stringify({ ...record, rows: 7 }));
    expect(await dataOf(openBoth(), 'gsm8k')).toEqual({ ...present, rows: 7 });
  });

  it('reads a file again that was touched, and says nothing where it is the same', async () => {
    const present = await openBoth().fetch('gsm8k');
    await utimes(present.path, 1_000, 1_000);
    rig.notices.length = 0;
    expect(await dataOf(openBoth(), 'gsm8k')).toEqual(present);
    expect(rig.notices).toEqual([]);
  });

  it('reads a file again that was changed by hand, and says so once', async () => {
    const { path } = await openBoth().fetch('gsm8k');
    const changed = `${sampleLines(2)}\n  \n${sampleLines(1).trimEnd()}`;
    await writeFile(path, changed);
    await utimes(path, 1_000, 1_000);
    rig.notices.length = 0;
    const store = openBoth();
    const expected = {
      state: 'present',
      origin: 'imported',
      path,
      rows: 3,
      sha256: sha256(changed),
      revision: null,
      obtainedAt: '1970-01-01T00:16:40.000Z',
    };
    expect(await Promise.all([dataOf(store, 'gsm8k'), dataOf(store, 'gsm8k')])).toEqual([expected, expected]);
    expect(await dataOf(store, 'gsm8k')).toEqual(expected);
    expect(rig.notices).toEqual([
      `The data of gsm8k is not what was fetched or imported: ${path} was changed. It is used as it is; to get the original back, remove its folder and fetch it.`,
    ]);
    await writeFile(path, sampleLines(9));
    expect(await dataOf(store, 'gsm8k')).toMatchObject({ rows: 9 });
    expect(rig.notices).toHaveLength(2);
  });

  it.each(['', 'nonsense', '{"origin":"fetched"}'])('takes data whose source.json is %j as it is', async (record) => {
    const { path, sha256: hash } = await openBoth().fetch('gsm8k');
    await writeFile(rig.at('gsm8k', 'source.json'), record);
    rig.notices.length = 0;
    expect(await dataOf(openBoth(), 'gsm8k')).toMatchObject({ origin: 'imported', rows: 250, sha256: hash, revision: null });
    expect(rig.notices).toEqual([
      `Nothing says where the data of gsm8k came from: ${path} has no source.json beside it. It is used as it is.`,
    ]);
  });

  it.each([
    ['an empty file', (path: string) => writeFile(path, '')],
    ['a file of blank lines', (path: string) => writeFile(path, '\n \r\n\n')],
    ['a folder', (path: string) => mkdir(path)],
  ])('takes %s for no data', async (_what, make) => {
    await mkdir(rig.at('gsm8k'), { recursive: true });
    await make(rig.at('gsm8k', 'test.jsonl'));
    expect(await dataOf(openBoth(), 'gsm8k')).toEqual({ state: 'absent' });
  });
});

describe('a fetch', () => {
  it('is shared by all who want it', async () => {
    server.delayMs = 2;
    const store = openBoth();
    const first: number[] = [];
    const late: number[] = [];
    const fetches = [store.fetch('gsm8k', ({ rows }) => first.push(rows)), store.fetch('gsm8k')];
    while (first.length === 0) await turn();
    fetches.push(store.fetch('gsm8k', ({ rows }) => late.push(rows)));
    const [one, ...others] = await Promise.all(fetches);
    expect(others).toEqual([one, one]);
    expect(first).toEqual([100, 200, 250]);
    expect(late).toEqual([100, 200, 250]);
    expect(server.requests).toHaveLength(3);
  });

  it('is not made twice', async () => {
    const store = openBoth();
    const present = await store.fetch('gsm8k');
    expect(await store.fetch('gsm8k')).toEqual(present);
    expect(await openBoth().fetch('gsm8k')).toEqual(present);
    expect(server.requests).toHaveLength(3);
  });

  it('can be made after one that failed', async () => {
    server.faults.set(0, [status(404)]);
    const store = openBoth();
    await expect(store.fetch('gsm8k')).rejects.toThrow('404');
    expect(await store.fetch('gsm8k')).toMatchObject({ rows: 250 });
  });

  it('can be made where the data was removed', async () => {
    const store = openBoth();
    const present = await store.fetch('gsm8k');
    await rm(rig.at('gsm8k'), { recursive: true });
    expect(await store.fetch('gsm8k')).toEqual(present);
  });

  it('of what comes with Assay needs no network', async () => {
    server.close();
    expect(await openBoth().fetch('demo')).toMatchObject({ origin: 'bundled', rows: 3 });
  });

  it('of what should have come with Assay says that it is missing', async () => {
    await rm(demoPath());
    const store = openBoth();
    expect(await dataOf(store, 'demo')).toEqual({ state: 'absent' });
    await expect(store.fetch('demo')).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The data of demo comes with Assay and is missing: install Assay again',
    });
  });

  it.each(['gsm9k', '', '../gsm8k', '__proto__'])('of %j names what there is', async (name) => {
    await expect(openBoth().fetch(name)).rejects.toMatchObject({
      code: 'unusable_request',
      message: `there is no benchmark ${JSON.stringify(name)}; the benchmarks are: demo, gsm8k`,
    });
  });
});

describe('closing', () => {
  it('ends what is under way, and keeps what is there', async () => {
    server.faults.set(200, [silent]);
    const store = openBoth();
    const fetches = [store.fetch('gsm8k'), store.fetch('gsm8k')];
    const outcomes = Promise.allSettled(fetches);
    while (!server.offsets().includes(200)) await turn();
    await store.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });

    server.requests.length = 0;
    expect(await openBoth().fetch('gsm8k')).toMatchObject({ rows: 250 });
    expect(server.offsets()).toEqual([200]);
  });

  it('ends a wait too', async () => {
    server.fault = status(429, { 'retry-after': '100' });
    const store = openBoth();
    const fetched = store.fetch('gsm8k');
    while (!rig.notices.some((notice) => notice.includes('asks to wait'))) await turn();
    await Promise.all([store.close(), expect(fetched).rejects.toThrow('Assay is stopping')]);
  });

  it('is for good, and can be done twice', async () => {
    const store = openBoth();
    await store.close();
    await store.close();
    await expect(store.fetch('gsm8k')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.importFile('gsm8k', '/nowhere')).rejects.toMatchObject({ code: 'unavailable' });
    expect(server.requests).toEqual([]);
  });
});
