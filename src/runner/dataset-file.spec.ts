import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { DatasetRow } from '../evaluation/example.ts';
import { indexDataset, readRows, readRowsAt } from './dataset-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-dataset-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface ReadDataset {
  readonly rows: readonly DatasetRow[];
  readonly sha256: string;
  readonly shuffled: readonly DatasetRow[];
}

/** The rows in the file's order, and again from the last to the first. */
async function read(file: string, content: string | Uint8Array): Promise<ReadDataset> {
  const path = join(folder, file);
  await writeFile(path, content);
  const index = await indexDataset(path, file);
  const rows = await all(readRows(index, file, index.rowCount));
  const backwards = rows.map((_, at) => at).reverse();
  return { rows, sha256: index.sha256, shuffled: await all(readRowsAt(index, file, backwards)) };
}

async function all(rows: AsyncIterable<DatasetRow>): Promise<DatasetRow[]> {
  const taken: DatasetRow[] = [];
  for await (const row of rows) taken.push(row);
  return taken;
}

function parquet(columns: Readonly<Record<string, unknown[]>>, rowGroupSize = 100): Uint8Array {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }));
}

/** A file whose footer calls the second column by the name of the first: the path is the last place that has its name. */
function twiceTheSameColumn(): Uint8Array {
  const bytes = Buffer.from(parquet({ first_column: ['a'], other_column: ['b'] }));
  bytes.write('first_column', bytes.lastIndexOf('other_column'));
  return bytes;
}

const LINES = [
  '{"inputs": {"question": "Is 1,5 \\"more\\" than 1?", "unit": "°C"}, "reference": "yes"}',
  '{"inputs": {"question": "Two\\nlines?", "unit": ""}, "reference": "007"}',
  '{"inputs": {"question": "👍", "unit": "1.0"}, "reference": ""}',
].join('\n');

const CSV = 'question,reference,unit\n"Is 1,5 ""more"" than 1?",yes,°C\n"Two\nlines?",007,\n👍,,1.0\n';

const FLAT = [
  { question: 'Is 1,5 "more" than 1?', reference: 'yes', unit: '°C' },
  { question: 'Two\nlines?', reference: '007', unit: '' },
  { question: '👍', reference: '', unit: '1.0' },
];

const COLUMNS = {
  question: FLAT.map(({ question }) => question),
  reference: FLAT.map(({ reference }) => reference),
  unit: FLAT.map(({ unit }) => unit),
};

describe('a dataset', () => {
  it.each(['full.csv', 'full.json', 'full.jsonl', 'full.parquet'])(
    'is refused where %s is a pipe or a device',
    async (file) => {
      const path = join(folder, file);
      execFileSync('mkfifo', [path]);
      await expect(indexDataset(path, file)).rejects.toThrow(`${path} is not a regular file`);
      await rm(path);
      await symlink('/dev/zero', path);
      await expect(indexDataset(path, file)).rejects.toThrow(`${path} is not a regular file`);
    },
  );

  it.each<[string, string | Uint8Array]>([
    ['full.csv', CSV],
    ['full.csv', `\ufeff${CSV.slice(0, -1)}`],
    ['full.csv', CSV.replaceAll('\n', '\r\n').replace('Two\r\n', 'Two\n')],
    ['full.csv', `\n${CSV.replaceAll('\n👍', '\n\n\r\n👍')}\n\n`],
    ['full.json', JSON.stringify(FLAT)],
    ['full.json', `\ufeff${JSON.stringify(FLAT, null, 2)}\n`],
    ['full.json', `[${LINES.split('\n').join(' ,\n')}]`],
    ['full.parquet', parquet(COLUMNS)],
    ['full.parquet', parquet(COLUMNS, 2)],
  ])('has the same rows in every format, in any order: %s (%#)', async (file, content) => {
    const expected = await read('full.jsonl', LINES);
    expect(expected.rows).toHaveLength(3);
    const { rows, shuffled, sha256 } = await read(file, content);
    expect(rows).toEqual(expected.rows);
    expect(shuffled).toEqual(rows.toReversed());
    expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('has texts alone in CSV, and whatever it holds in JSON and Parquet', async () => {
    const inputs = { a: 1, b: true, c: null, d: [1, 'x'], e: { f: 2 } };
    const json = await read('full.json', JSON.stringify([inputs]));
    const held = await read('full.parquet', parquet({ a: [1], b: [true], c: [null], d: [[1, 'x']], e: [{ f: 2 }] }));
    const csv = await read('full.csv', 'a,b,c\n1,true,\n');
    expect(json.rows[0]?.example).toEqual({ inputs, reference: null });
    expect(held.rows[0]?.identity).toBe(json.rows[0]?.identity);
    expect(csv.rows[0]?.example.inputs).toEqual({ a: '1', b: 'true', c: '' });
  });

  it('keeps the digits of long numbers in JSON and Parquet', async () => {
    const json = await read('full.json', '[{"n": 12345678901234567891, "x": 1.0}]');
    const held = await read('full.parquet', parquet({ n: [2n ** 60n + 1n] }));
    expect(json.rows[0]?.identity).toContain('"n": 12345678901234567891, "x": 1.0');
    expect(held.rows[0]?.identity).toContain('"n": 1152921504606846977');
  });

  it('may have columns named as members of every object', async () => {
    const { rows } = await read('full.csv', '__proto__,constructor\na,b\n');
    expect(rows[0]?.identity).toBe('{"inputs": {"__proto__": "a", "constructor": "b"}, "reference": null}');
    const json = await read('full.json', '[{"__proto__": "a", "constructor": "b"}]');
    expect(json.rows[0]?.identity).toBe(rows[0]?.identity);
  });

  it('has ids, tags and clusters in every format; in CSV commas or semicolons separate tags, and an empty cell is none', async () => {
    const labels = { id: 'q1', tags: ['hard', 'de'], cluster: 'page 1' };
    const csv = await read('full.csv', 'id,a,tags,cluster\nq1,x,"hard, de",page 1\n,y,one;two,\n,z,,\n');
    const json = await read('full.json', JSON.stringify([{ a: 'x', ...labels }, { inputs: { a: 'y' } }]));
    const held = await read('full.parquet', parquet({ a: ['x'], id: ['q1'], tags: [['hard', 'de']], cluster: ['page 1'] }));
    for (const { rows } of [csv, json, held])
      expect(rows[0]?.example).toEqual({ inputs: { a: 'x' }, reference: null, ...labels });

    expect(csv.rows[1]?.example).toEqual({ inputs: { a: 'y' }, reference: null, tags: ['one', 'two'] });
    expect(csv.rows[2]?.example).toEqual({ inputs: { a: 'z' }, reference: null });
  });

  it('may have its inputs in a column of their own in Parquet', async () => {
    const { rows } = await read('full.parquet', parquet({ inputs: [{ a: 'x' }], reference: ['r'] }));
    expect(rows[0]?.example).toEqual({ inputs: { a: 'x' }, reference: 'r' });
  });

  it('counts the lines of a CSV row from where it begins, across chunks of the file', async () => {
    const long = 'x'.repeat(300_000);
    const content = `a,b\r\n"${long}\r\n\r\n${long}",1\r\n\r\n2,3\r\n4\r\n`;
    await expect(read('full.csv', content)).rejects.toThrow('full.csv, line 7: there is 1 cell, and the header has 2');
  });

  it('is read across chunks in JSON', async () => {
    const texts = ['[{"x', 'y'.repeat(300_000), 'é"\\'.repeat(90_000)];
    const { rows } = await read('full.json', JSON.stringify(texts.map((text) => ({ text }))));
    expect(rows.map(({ example }) => example.inputs.text)).toEqual(texts);
  });
});

describe('a dataset that can’t be used', () => {
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

  it.each<[string, string | Uint8Array, string]>([
    ['d.csv', 'a,b\n1,2\n\n"3,4\n5,6\n', 'd.csv, line 4: a quote that begins in this row is not closed'],
    ['d.csv', 'a,b\n1,x"y\n', 'd.csv, line 2: there is a quote inside of a cell'],
    ['d.csv', 'a,b\n"1"2,3\n', 'd.csv, line 2: there is text after the closing quote of a cell'],
    ['d.csv', 'a,b\n1,2,3\n', 'd.csv, line 2: there are 3 cells, and the header has 2'],
    ['d.csv', 'a,b\n1\n"2\n', 'd.csv, line 2: there is 1 cell'],
    ['d.csv', 'a,b,a\n1,2,3\n', 'd.csv, line 1: two columns have the name "a"'],
    ['d.csv', 'a,,b\n1,2,3\n', 'd.csv, line 1: column 2 has no name'],
    ['d.csv', 'inputs,reference\n{},1\n', 'd.csv, line 1: "inputs" would be an object, and a cell is a text'],
    ['d.csv', 'a,b\r1,2\r', 'd.csv, line 1: its lines end with a carriage return alone'],
    ['d.csv', 'a,b\n', 'd.csv has no rows; write a header'],
    ['d.csv', '', 'd.csv has no rows'],
    ['d.csv', 'id,a\nx,1\ny,2\nx,3\n', 'd.csv, line 4: the id "x" is that of line 2 already'],
    ['d.json', '[{"id": "x"}, {"id": "x"}]', 'd.json, line 1, row 2: the id "x" is that of line 1, row 1 already'],
    ['d.parquet', parquet({ id: ['x', 'x'] }), 'd.parquet, row 2: the id "x" is that of row 1 already'],
    ['d.csv', bytes('a\n1\n20 °C\n'), 'd.csv, line 3 is not UTF-8'],
    ['d.csv', Buffer.from('\ufeffa\n1\n', 'utf16le'), 'd.csv, line 1 is not UTF-8 but UTF-16'],
    ['d.json', '[{"a": 1},\n {"a": 2},\n]', 'd.json, line 3: there is no row at this comma'],
    ['d.json', '[{"a": 1}\n {"a": 2}]', 'd.json, line 1, row 1: this is not JSON'],
    ['d.json', '[{"a": 1},\n {"a": }]', 'd.json, line 2, row 2: this is not JSON'],
    [
      'd.json',
      '[{"a": 1},\n {"b": 2}]',
      'd.json, line 2, row 2: "inputs" lacks the key "a" and has the additional key "b" compared with line 1, row 1',
    ],
    ['d.json', '[{"a": 1},\n 7]', 'd.json, line 2, row 2: this is a number; a row must be one JSON object'],
    ['d.json', '[{"a": 1},\n {"a": 2}', 'd.json, line 2: the list of rows ends without a ]'],
    ['d.json', '[{"a": 1}]\n[', 'd.json, line 2: there is more after the ]'],
    ['d.json', '{"a": 1}\n', 'd.json, line 1: a .json dataset is a list of rows, [{…}, {…}]; name JSON lines *.jsonl'],
    ['d.json', ' [ ] ', 'd.json has no rows; write a list of rows'],
    ['d.json', '', 'd.json is empty'],
    ['d.json', bytes('[{"a": "x"},\n{"a": "°"}]'), 'd.json, line 2 is not UTF-8'],
    ['d.parquet', twiceTheSameColumn(), 'd.parquet: it is a damaged Parquet file (its columns are not those of its schema)'],
    ['d.parquet', 'PAR1 and no more', 'd.parquet: it is a damaged or unknown kind of Parquet file'],
    ['d.parquet', parquet({ a: [1.5, NaN] }), 'd.parquet, row 2: "a" is NaN, which JSON can\'t hold'],
    ['d.jsonl', '{"a": 1}\n', 'd.jsonl, line 1: unknown key "a"'],
  ])('says where and why: %s %j', async (file, content, message) => {
    await expect(read(file, content)).rejects.toThrow(message);
  });
});
