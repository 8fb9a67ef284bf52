import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changed, datasetsServer } from '../../test/fixtures/datasets-server.ts';
import { sampleBenchmark, sampleLines, sampleSourceRows } from '../../test/fixtures/sample-benchmark.ts';
import { StoreRig } from '../../test/fixtures/store-rig.ts';
import type { PresentData } from '../domain/benchmark.ts';

const NOBODY = 'http://127.0.0.1:9';
const ROWS = 250;
const SOURCE = sampleSourceRows(ROWS);
const LINES = sampleLines(ROWS);
const SHA256 = createHash('sha256').update(LINES).digest('hex');
const JSON_LINES = SOURCE.map((row) => JSON.stringify(row)).join('\n');

let rig: StoreRig;

beforeEach(async () => {
  rig = await StoreRig.make();
});

afterEach(async () => {
  await rig.remove();
});

function answerOf(offset: number, cut: readonly string[] = []): object {
  const rows = SOURCE.slice(offset, offset + 100).map((row, at) => ({ row_idx: offset + at, row, truncated_cells: cut }));
  return { features: [], rows, num_rows_total: ROWS, num_rows_per_page: 100, partial: false };
}

async function imported(content: string | Uint8Array, name = 'file'): Promise<PresentData> {
  const path = join(rig.folder, name);
  await writeFile(path, content);
  return rig.open(NOBODY).importFile('gsm8k', path);
}

/** What an import is refused with; the file's name and the sentence's beginning left out. */
async function refusal(content: string | Uint8Array): Promise<string> {
  const path = join(rig.folder, 'file');
  await writeFile(path, content);
  return refusalOf(path);
}

async function refusalOf(path: string): Promise<string> {
  const error = await rig
    .open(NOBODY)
    .importFile('gsm8k', path)
    .then(
      () => new Error('it was taken'),
      (reason: unknown) => reason,
    );
  expect(error).toMatchObject({ code: 'unusable_request' });
  const { message } = error as Error;
  const start = `${path} can't be imported as the data of gsm8k: `;
  expect(message.startsWith(start)).toBe(true);
  return message.slice(start.length);
}

describe('an import', () => {
  it.each<[string, string | Uint8Array]>([
    ['JSON lines', JSON_LINES],
    ['JSON lines of another system', `\ufeff${JSON_LINES.replaceAll('\n', '\r\n\r\n')}\r\n`],
    ['packed JSON lines', gzipSync(JSON_LINES)],
    ['a JSON array', JSON.stringify(SOURCE)],
    ['an indented JSON array', JSON.stringify(SOURCE, null, 2)],
    ['a packed JSON array', gzipSync(JSON.stringify(SOURCE, null, '\t'))],
    ['its own form', LINES],
    ['its own form in an array', `[\n${LINES.trimEnd().replaceAll('\n', ',\n')}\n]`],
    ["the server's answers, one a line", [0, 100, 200].map((offset) => JSON.stringify(answerOf(offset))).join('\n')],
  ])('takes %s, and makes the same file of it', async (_what, content) => {
    expect(await imported(content)).toEqual({
      state: 'present',
      origin: 'imported',
      path: rig.at('gsm8k', 'test.jsonl'),
      rows: ROWS,
      sha256: SHA256,
      revision: null,
      obtainedAt: '2026-11-22T10:00:00.000Z',
    });
    expect(await readFile(rig.at('gsm8k', 'test.jsonl'), 'utf8')).toBe(LINES);
    expect(rig.notices).toEqual([]);
  });

  it("takes the server's answer as it is shown to people", async () => {
    expect(await imported(JSON.stringify(answerOf(0), null, 2))).toMatchObject({ rows: 100 });
    expect(rig.notices).toEqual([
      'The data of gsm8k has 100 rows; it is known with 250. Results may not compare with published ones.',
    ]);
  });

  it('makes the file that a fetch makes', async () => {
    const server = await datasetsServer(SOURCE);
    try {
      const fetched = await rig.open(server.url, { dataFolder: join(rig.folder, 'fetched') }).fetch('gsm8k');
      expect(fetched.sha256).toBe((await imported(JSON_LINES)).sha256);
    } finally {
      server.close();
    }
  });

  it('records the file by its name only', async () => {
    await imported(JSON_LINES, 'test.jsonl');
    const record = JSON.parse(await readFile(rig.at('gsm8k', 'source.json'), 'utf8')) as object;
    expect(record).toMatchObject({
      origin: 'imported',
      file: 'test.jsonl',
      server: null,
      revision: null,
      rows: ROWS,
      sha256: SHA256,
    });
    expect(JSON.stringify(record)).not.toContain(rig.folder);
  });

  it('takes the place of what was there', async () => {
    await imported(JSON_LINES);
    expect(await imported(sampleLines(3))).toMatchObject({ rows: 3 });
    expect((await rig.open(NOBODY).list())[0]?.data).toMatchObject({ rows: 3, origin: 'imported' });
    expect((await readdir(rig.at('gsm8k'))).sort()).toEqual(['source.json', 'test.jsonl']);
  });

  it('saves a fetch from going on', async () => {
    const server = await datasetsServer(sampleSourceRows(500));
    const gate = Promise.withResolvers<undefined>();
    server.faults.set(300, [
      async (response, page, revision) => {
        await gate.promise;
        await changed((same) => same)(response, page, revision);
      },
    ]);
    try {
      const store = rig.open(server.url, { policy: { pagesAtOnce: 1 } });
      const fetched = store.fetch('gsm8k');
      const present = await store.importFile('gsm8k', await written(LINES));
      gate.resolve(undefined);
      expect(await fetched).toEqual(present);
      expect(server.offsets()).not.toContain(400);
      expect(await readdir(rig.at('gsm8k'))).not.toContain('partial');
    } finally {
      server.close();
    }
  });

  it('removes what killed processes left', async () => {
    const drafts = ['test.jsonl.old.tmp', 'test.jsonl.new.tmp'];
    await mkdir(rig.at('gsm8k'), { recursive: true });
    for (const name of drafts) await writeFile(rig.at('gsm8k', name), 'half');
    await utimes(rig.at('gsm8k', 'test.jsonl.old.tmp'), 1_000, 1_000);
    await imported(JSON_LINES);
    expect((await readdir(rig.at('gsm8k'))).sort()).toEqual(['source.json', 'test.jsonl', 'test.jsonl.new.tmp']);
  });
});

async function written(content: string): Promise<string> {
  const path = join(rig.folder, 'written');
  await writeFile(path, content);
  return path;
}

describe('a file that is refused', () => {
  it('changes nothing', async () => {
    const before = await imported(JSON_LINES);
    await refusal(`${JSON_LINES}\n{}`);
    expect((await rig.open(NOBODY).list())[0]?.data).toEqual(before);
    expect((await readdir(rig.at('gsm8k'))).sort()).toEqual(['source.json', 'test.jsonl']);
  });

  it('has its first faults named, by line', async () => {
    const lines = JSON_LINES.split('\n');
    lines[1] = '{"question": "Why?"}';
    lines[6] = '{"question": "Why?", "answer": "Because."}';
    lines[7] = '{"question": "Wh';
    expect(await refusal(lines.join('\n'))).toBe(
      `3 of its 250 rows can't be used: line 2: "answer" is missing, it has question; ` +
        `line 7: "answer" does not end with #### and a number; ` +
        `line 8: it is not JSON (Unterminated string in JSON at position 16 (line 1 column 17))`,
    );
  });

  it('has its further faults counted', async () => {
    const message = await refusal(SOURCE.map(({ answer }) => JSON.stringify({ answer })).join('\n'));
    expect(message).toContain(`250 of its 250 rows can't be used: line 1: "question" is missing, it has answer; line 2: `);
    expect(message).toMatch(/line 5: [^;]*; and 245 more$/);
  });

  it('has its faults named by row where it is one document', async () => {
    expect(await refusal(JSON.stringify([...SOURCE.slice(0, 3), { question: '' }, null]))).toBe(
      `2 of its 5 rows can't be used: row 4: "question" is empty; row 5: it must be object, and is null`,
    );
    const answer = JSON.stringify(answerOf(200)).replace('"question":', '"Question":');
    expect(await refusal(`${JSON.stringify(answerOf(0))}\n${answer}`)).toBe(
      `1 of its 150 rows can't be used: line 2, row 1: "question" is missing, it has Question, answer`,
    );
  });

  it('is refused with the benchmark that it belongs to', async () => {
    const row = { id: 60, problem: 'Every morning…', solution: '\\boxed{204}', url: '' };
    expect(await refusal(JSON.stringify(row))).toBe('it is the data of aime24');
  });

  it.each<[string, string | Uint8Array, string]>([
    ['is empty', '', 'it is empty'],
    ['has blank lines only', '\n \r\n\n', 'it is empty'],
    ['is an empty list', '[]', 'it has no rows'],
    ['is one object', '{\n"question": "Why?"\n}', 'it is a JSON object, and no list of rows'],
    [
      'is a torn list',
      '[{"question": "Why?"',
      "it is not JSON (Expected ',' or '}' after property value in JSON at position 20 (line 1 column 21))",
    ],
    ['is a table', 'question,answer\n1,2', 'it is neither Parquet nor JSON lines nor JSON'],
    ['is a web page', '<!doctype html>\n<html>', 'it is a web page, not the data: take the link that downloads the file'],
    [
      'is a pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      'it is a pointer of Git LFS, not the data: download the file itself',
    ],
    ['is an archive', Buffer.from('PK\u0003\u0004rest'), 'it is a ZIP archive: unpack it first'],
    ['is binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]), 'it is neither text nor a Parquet file'],
    ['is text of another kind', Buffer.from(`{"question": "na\xefve", "answer": "#### 1"}\n`, 'latin1'), 'line 1 is not UTF-8'],
    [
      'is damaged Parquet',
      'PAR1 and nothing more',
      'it is a damaged or unknown kind of Parquet file (parquet file invalid (footer != PAR1))',
    ],
    ['is packed Parquet', gzipSync('PAR1 and so on'), 'it is a Parquet file inside of a gzip file: unpack it first'],
    ['is a torn packed file', gzipSync(JSON_LINES).subarray(0, 500), 'what is packed in it is damaged'],
    ['was cut by the server', JSON.stringify(answerOf(0, ['answer'])), 'row 0 has cells that were cut short by the server'],
  ])('because it %s', async (_what, content, message) => {
    expect(await refusal(content)).toBe(message);
  });

  it('because there is none', async () => {
    expect(await refusalOf(join(rig.folder, 'nowhere'))).toBe('there is no such file');
    expect(await refusalOf('')).toBe('there is no such file');
  });

  it('because it is a folder', async () => {
    await mkdir(join(rig.folder, 'folder'));
    expect(await refusalOf(join(rig.folder, 'folder'))).toBe('it is a folder: name the file in it');
  });

  it('because it is no file', async () => {
    expect(await refusalOf('/dev/null')).toBe('it is not a regular file');
  });
});

describe('a benchmark', () => {
  it('whose data comes with Assay takes no other', async () => {
    const store = rig.open(NOBODY, { benchmarks: [sampleBenchmark('demo', { source: null })] });
    await expect(store.importFile('demo', await written(LINES))).rejects.toMatchObject({
      code: 'unusable_request',
      message: "The data of demo comes with Assay and can't be replaced. For data of your own make a project: assay init",
    });
  });

  it('that does not exist takes none', async () => {
    await expect(rig.open(NOBODY).importFile('gsm9k', await written(LINES))).rejects.toMatchObject({
      code: 'unusable_request',
      message: 'there is no benchmark "gsm9k"; the benchmarks are: gsm8k',
    });
  });

  it('whose folder is no folder says so', async () => {
    await writeFile(rig.at(), '');
    await expect(rig.open(NOBODY).importFile('gsm8k', await written(LINES))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('or set ASSAY_BENCHMARKS_DIR to another folder') as unknown,
    });
  });
});
