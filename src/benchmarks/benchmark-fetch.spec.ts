import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  broken,
  changed,
  cut,
  datasetsServer,
  silent,
  status,
  text,
  type DatasetsServer,
  type Fault,
} from '../../test/fixtures/datasets-server.ts';
import { sampleLines, sampleSourceRows } from '../../test/fixtures/sample-benchmark.ts';
import { StoreRig } from '../../test/fixtures/store-rig.ts';

const ROWS = 1_250;
const OFFSETS = Array.from({ length: 13 }, (_, page) => page * 100);
const LINES = sampleLines(ROWS);
const SHA256 = createHash('sha256').update(LINES).digest('hex');
const OTHER_REVISION = 'b'.repeat(40);

let rig: StoreRig;
let server: DatasetsServer;

beforeEach(async () => {
  rig = await StoreRig.make();
  server = await datasetsServer(sampleSourceRows(ROWS));
});

afterEach(async () => {
  server.close();
  await rig.remove();
});

async function storedLines(): Promise<string> {
  return readFile(rig.at('gsm8k', 'test.jsonl'), 'utf8');
}

/** Of the pages that are there. */
async function keptOffsets(): Promise<number[]> {
  const names = await readdir(rig.at('gsm8k', 'partial'));
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => Number(name.split('-')[1]) * 100);
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}

/** Fetches until a fault that does not pass. */
async function fetchPart(goodPages: number): Promise<void> {
  for (const offset of OFFSETS.slice(goodPages)) server.faults.set(offset, [status(404)]);
  const policy = { pagesAtOnce: 1, minDelayMs: 1, retries: 0 };
  await expect(rig.open(server.url, { policy }).fetch('gsm8k')).rejects.toThrow('404');
  server.faults.clear();
  server.requests.length = 0;
}

describe('a fetch', () => {
  it('takes all pages, in order, and records where they came from', async () => {
    const present = await rig.open(server.url).fetch('gsm8k');
    expect(present).toEqual({
      state: 'present',
      origin: 'fetched',
      path: rig.at('gsm8k', 'test.jsonl'),
      rows: ROWS,
      sha256: SHA256,
      revision: server.revision,
      obtainedAt: '2026-11-22T10:00:00.000Z',
    });
    expect(await storedLines()).toBe(LINES);
    expect((await readdir(rig.at('gsm8k'))).sort()).toEqual(['source.json', 'test.jsonl']);
    expect(JSON.parse(await readFile(rig.at('gsm8k', 'source.json'), 'utf8'))).toMatchObject({
      origin: 'fetched',
      dataset: 'owner/gsm8k',
      config: 'main',
      split: 'test',
      server: server.url,
      revision: server.revision,
      file: null,
      rows: ROWS,
      sha256: SHA256,
      obtained_at: '2026-11-22T10:00:00.000Z',
    });
    expect(sorted(server.offsets())).toEqual(OFFSETS);
  });

  it('asks for what it wants, and says who asks', async () => {
    await rig.open(`${server.url}/`, { token: ' hf_secret\n' }).fetch('gsm8k');
    for (const { query, headers } of server.requests) {
      expect(query).toMatchObject({ dataset: 'owner/gsm8k', config: 'main', split: 'test', length: '100' });
      expect(headers).toMatchObject({ 'user-agent': 'assay/1.2.3', authorization: 'Bearer hf_secret' });
    }
  });

  it('sends no token where there is none', async () => {
    await rig.open(server.url, { token: '' }).fetch('gsm8k');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(OFFSETS.map(() => undefined));
  });

  it('tells how far it is', async () => {
    const told: unknown[] = [];
    await rig.open(server.url, { policy: { pagesAtOnce: 1 } }).fetch('gsm8k', (progress) => told.push(progress));
    expect(told).toEqual([...OFFSETS.slice(1), ROWS].map((rows) => ({ rows, total: ROWS })));
  });

  it('says when there are other rows than are known', async () => {
    await rig.open(server.url).fetch('gsm8k');
    expect(rig.notices).toContain(
      'The data of gsm8k has 1250 rows; it is known with 250. Results may not compare with published ones.',
    );
  });

  it.each<[string, Fault]>([
    ['a busy server', status(500, { 'x-error-code': 'ResponseNotReady' })],
    ['a bad gateway', status(502)],
    ['a server that wants less', status(429, { 'retry-after': '0' })],
    ['a time limit of the server', status(408)],
    ['a broken connection', broken],
    ['half of a page', cut],
    ['half of a page that is called whole', text('{"features": [], "rows": [{"row_idx"', 'application/json')],
    ['a page of another server', text('<html><body>Please log in</body></html>')],
  ])('gets over %s', async (_what, fault) => {
    server.faults.set(0, [fault]);
    server.faults.set(400, [fault, fault]);
    server.faults.set(1_200, [fault]);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(server.offsets().filter((offset) => offset === 400)).toHaveLength(3);
  });

  it('gets over an answer that does not come', async () => {
    server.faults.set(400, [silent]);
    const policy = { minDelayMs: 1, timeoutMs: 300 };
    expect((await rig.open(server.url, { policy }).fetch('gsm8k')).sha256).toBe(SHA256);
  });

  it('waits as long as the server asks it to, with all that it does', async () => {
    server.faults.set(300, [status(429, { 'retry-after': '1' })]);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(rig.notices).toContain(`${server.url} asks to wait for 1 s: Assay waits.`);
  });

  it('does not wait longer than is reasonable', async () => {
    server.faults.set(300, [status(429, { 'retry-after': '3600' })]);
    await expect(rig.open(server.url).fetch('gsm8k')).rejects.toThrow('and asks to wait for 3600 s');
    expect(server.offsets().filter((offset) => offset === 300)).toHaveLength(1);
  });

  it.each<[string, Fault, string]>([
    ['a page with too few rows', changed((page) => ({ ...page, rows: page.rows.slice(1) })), '99 rows instead of 100, of 1250'],
    [
      'rows of another place',
      changed((page) => ({ ...page, rows: page.rows.map((row) => ({ ...row, row_idx: row.row_idx + 1 })) })),
      'row 401 where row 400 should be',
    ],
    [
      'cells that were cut',
      changed((page) => ({ ...page, rows: page.rows.map((row) => ({ ...row, truncated_cells: ['answer'] })) })),
      'row 400: answer cut short',
    ],
    ['a part of the dataset', changed((page) => ({ ...page, partial: true })), 'it has only a part of the dataset'],
    ['another shape', changed(({ rows: _rows, ...page }) => page), 'from row 400 on: "rows" is missing'],
    ['no rows at all', changed((page) => ({ ...page, num_rows_total: 0, rows: [] })), '"num_rows_total" is 0'],
    ['JSON that is no page', text('[]', 'application/json'), 'it must be object, and is []'],
    [
      'a strange row',
      changed((page) => ({
        ...page,
        rows: page.rows.map((row) => (row.row_idx === 417 ? { ...row, row: { answer: '1' } } : row)),
      })),
      'row 417 of owner/gsm8k can\'t be used ("question" is missing, it has answer)',
    ],
    ['no such dataset', status(404), '(404: something happened)'],
    ['a bad question', status(422), 'it answers 422: something happened'],
  ])('ends with %s, and does not ask again', async (_what, fault, message) => {
    server.faults.set(400, [fault]);
    await expect(rig.open(server.url).fetch('gsm8k')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(message) as unknown,
    });
    expect(server.offsets().filter((offset) => offset === 400)).toHaveLength(1);
    expect(await readdir(rig.at('gsm8k'))).toEqual(['partial']);
  });

  it('gives up after some attempts', async () => {
    server.faults.set(400, Array<Fault>(9).fill(status(503)));
    await expect(rig.open(server.url).fetch('gsm8k')).rejects.toThrow('it answers 503: something happened');
    expect(server.offsets().filter((offset) => offset === 400)).toHaveLength(4);
  });

  it('starts over when the dataset changes in the middle', async () => {
    server.faults.set(700, [
      (response, page) => {
        server.revision = OTHER_REVISION;
        return changed((same) => same)(response, page, OTHER_REVISION);
      },
    ]);
    const present = await rig.open(server.url).fetch('gsm8k');
    expect(present).toMatchObject({ revision: OTHER_REVISION, rows: ROWS, sha256: SHA256 });
    expect(server.offsets().filter((offset) => offset === 0)).toHaveLength(2);
    expect(rig.notices).toContain('The dataset of gsm8k has changed: it is fetched from its beginning.');
  });

  it('starts over when the number of rows changes in the middle', async () => {
    server.faults.set(700, [changed((page) => ({ ...page, num_rows_total: ROWS + 1 }))]);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
  });

  it('does not start over without end', async () => {
    server.faults.set(700, Array<Fault>(2).fill(changed((page) => page, OTHER_REVISION)));
    await expect(rig.open(server.url).fetch('gsm8k')).rejects.toThrow(
      'the dataset changes while it is fetched. Try again later',
    );
  });
});

describe('a fetch that was ended', () => {
  it('goes on where it stopped', async () => {
    await fetchPart(7);
    const told: unknown[] = [];
    const present = await rig.open(server.url).fetch('gsm8k', ({ rows }) => told.push(rows));
    expect(present.sha256).toBe(SHA256);
    expect(sorted(server.offsets())).toEqual(OFFSETS.slice(7));
    expect(told[0]).toBe(700);
    expect(rig.notices).toContain('700 of 1250 rows of gsm8k are here already; the rest is fetched.');
  });

  it('says how much of it is kept', async () => {
    server.faults.set(1_200, [status(404)]);
    const policy = { pagesAtOnce: 1, retries: 0 };
    await expect(rig.open(server.url, { policy }).fetch('gsm8k')).rejects.toThrow(
      '1200 of 1250 rows are kept, and the next try continues from there.',
    );
  });

  it('fetches a torn page and a lost one again', async () => {
    await fetchPart(7);
    const names = (await readdir(rig.at('gsm8k', 'partial'))).filter((name) => name.endsWith('.jsonl'));
    const page = (index: number): string =>
      rig.at('gsm8k', 'partial', names.find((name) => name.split('-')[1] === String(index)) ?? '');
    await truncate(page(2), 1_000);
    await writeFile(page(5), '');
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(sorted(server.offsets())).toEqual([200, 500, ...OFFSETS.slice(7)]);
  });

  it.each([
    ['has changed', () => (server.revision = OTHER_REVISION)],
    ['has grown', () => (server.rows = [...server.rows, ...sampleSourceRows(1)])],
  ])('begins anew where the dataset %s', async (_what, change) => {
    await fetchPart(7);
    change();
    const present = await rig.open(server.url).fetch('gsm8k');
    expect(present).toMatchObject({ rows: server.rows.length, revision: server.revision });
    expect(new Set(server.offsets())).toEqual(new Set(OFFSETS));
    expect(await readdir(rig.at('gsm8k'))).not.toContain('partial');
  });

  it('begins anew where another server is asked', async () => {
    await fetchPart(7);
    const other = await datasetsServer(sampleSourceRows(ROWS));
    try {
      expect((await rig.open(other.url).fetch('gsm8k')).sha256).toBe(SHA256);
      expect(sorted(other.offsets())).toEqual(OFFSETS);
    } finally {
      other.close();
    }
  });

  it.each(['', '{"server": ', '{"total": "many"}', '[]'])('begins anew where its state is %j', async (state) => {
    await fetchPart(7);
    await writeFile(rig.at('gsm8k', 'partial', 'state.json'), state);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(sorted(server.offsets())).toEqual(OFFSETS);
  });

  it('begins anew where the server tells no revision', async () => {
    const { revision } = server;
    server.revision = '';
    await fetchPart(7);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    server.revision = revision;
  });
});

describe('processes', () => {
  const script = join(import.meta.dirname, 'fetch-in-process.fixture.ts');

  it('that are killed leave what they have to the next', async () => {
    for (const offset of OFFSETS.slice(8)) server.faults.set(offset, [silent]);
    const child = spawn(process.execPath, [script, rig.at(), server.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let durable = 0;
    for await (const line of createInterface(child.stdout)) {
      durable = Number(line);
      if (durable >= 500) child.kill('SIGKILL');
    }
    await exited;
    expect(durable).toBeLessThan(ROWS);
    server.faults.clear();
    server.requests.length = 0;
    const kept = await keptOffsets();
    expect(kept.length).toBeGreaterThanOrEqual(durable / 100);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(await storedLines()).toBe(LINES);
    expect(sorted(server.offsets())).toEqual(OFFSETS.filter((offset) => !kept.includes(offset)));
    expect((await readdir(rig.at('gsm8k'))).sort()).toEqual(['source.json', 'test.jsonl']);
  });

  it('that may not write more say so, and leave what they have', async () => {
    const child = spawn('bash', ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, script, rig.at(), server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) lines.push(line);
    expect(lines.at(-1)).toBe(
      `The data of gsm8k can't be kept in ${rig.at('gsm8k')}: the file would be larger than is allowed here (EFBIG). ` +
        'Put that right, or set ASSAY_BENCHMARKS_DIR to another folder, and try again.',
    );
    expect(await readdir(rig.at('gsm8k'))).toEqual(['partial']);
    server.requests.length = 0;
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(server.requests).toEqual([]);
  });

  it('that fetch the same at once do not harm each other', async () => {
    server.delayMs = 5;
    const children = [1, 2].map(() => promisify(execFile)(process.execPath, [script, rig.at(), server.url]));
    while (server.requests.length === 0) await turn();
    const stores = [1, 2, 3].map(() => rig.open(server.url).fetch('gsm8k'));
    expect((await Promise.all(stores)).map(({ sha256 }) => sha256)).toEqual([SHA256, SHA256, SHA256]);
    expect((await Promise.all(children)).map(({ stdout }) => stdout.trim().split('\n').at(-1))).toEqual([SHA256, SHA256]);
    expect(await storedLines()).toBe(LINES);
    expect((await readdir(rig.at('gsm8k'))).sort()).toEqual(['source.json', 'test.jsonl']);
  });

  it('that lose all their pages to another one fetch them again', async () => {
    const takeAway: Fault = async (response, page, revision) => {
      while ((await keptOffsets()).length < OFFSETS.length - 1) await turn();
      await rm(rig.at('gsm8k', 'partial'), { recursive: true });
      return changed((same) => same)(response, page, revision);
    };
    server.faults.set(1_200, [takeAway]);
    expect((await rig.open(server.url).fetch('gsm8k')).sha256).toBe(SHA256);
    expect(server.requests).toHaveLength(2 * OFFSETS.length - 1);
  });

  it('that see different revisions at once all end with a whole file', async () => {
    const stores = Array.from({ length: 3 }, () => rig.open(server.url));
    const fetches = stores.map((store) => store.fetch('gsm8k'));
    server.faults.set(600, [
      (response, page, revision) => {
        server.revision = OTHER_REVISION;
        return changed((same) => same)(response, page, revision);
      },
    ]);
    const all = await Promise.all(fetches);
    expect(all.map(({ sha256 }) => sha256)).toEqual(all.map(() => SHA256));
    expect(await storedLines()).toBe(LINES);
  });
});
