import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { datasetsServer } from '../../test/fixtures/datasets-server.ts';
import { sampleBenchmark, sampleLines, sampleSourceRows } from '../../test/fixtures/sample-benchmark.ts';
import { StoreRig } from '../../test/fixtures/store-rig.ts';
import type { PresentData } from '../domain/benchmark.ts';

const NOBODY = 'http://127.0.0.1:9';

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];

let rig: StoreRig;
let path: string;

beforeEach(async () => {
  rig = await StoreRig.make();
  path = join(rig.folder, 'test-00000-of-00001.parquet');
});

afterEach(async () => {
  await rig.remove();
});

async function imported(name: string, columnData: Columns, rowGroupSize = 100): Promise<PresentData> {
  await writeFile(path, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize })));
  return rig.open(NOBODY, { benchmarks: [sampleBenchmark(name)] }).importFile(name, path);
}

function gsm8kColumns(count: number): Columns {
  const rows = sampleSourceRows(count);
  return [
    { name: 'question', data: rows.map(({ question }) => question), type: 'STRING' },
    { name: 'answer', data: rows.map(({ answer }) => answer), type: 'STRING' },
  ];
}

describe('a Parquet file', () => {
  it.each([1, 99, 1_000])('is read in groups of %i rows, and makes the file that a fetch makes', async (rowGroupSize) => {
    const server = await datasetsServer(sampleSourceRows(250));
    try {
      const fetched = await rig.open(server.url, { dataFolder: join(rig.folder, 'fetched') }).fetch('gsm8k');
      const { sha256, rows } = await imported('gsm8k', gsm8kColumns(250), rowGroupSize);
      expect({ sha256, rows }).toEqual({ sha256: fetched.sha256, rows: 250 });
      expect(await readFile(rig.at('gsm8k', 'test.jsonl'), 'utf8')).toBe(sampleLines(250));
    } finally {
      server.close();
    }
  });

  it('may hold whole numbers of 64 bits, and lists', async () => {
    const { path: file } = await imported('mmlu_pro', [
      { name: 'question_id', data: [70n, 71n], type: 'INT64' },
      { name: 'question', data: ['Which?', 'What?'], type: 'STRING' },
      {
        name: 'options',
        data: [
          ['one', 'two', 'three'],
          ['yes', 'no'],
        ],
      },
      { name: 'answer', data: ['C', 'A'], type: 'STRING' },
      { name: 'answer_index', data: [2n, 0n], type: 'INT64' },
      { name: 'category', data: ['law', 'math'], type: 'STRING' },
    ]);
    expect(await readFile(file, 'utf8')).toBe(
      '{"inputs":{"question":"Which?","options":["one","two","three"],"category":"law","id":"70"},"reference":"C"}\n' +
        '{"inputs":{"question":"What?","options":["yes","no"],"category":"math","id":"71"},"reference":"A"}\n',
    );
  });

  it('may not hold numbers that lose digits', async () => {
    const columns: Columns = [
      { name: 'id', data: [2n ** 60n], type: 'INT64' },
      { name: 'problem', data: ['Why?'], type: 'STRING' },
      { name: 'answer', data: ['5'], type: 'STRING' },
    ];
    await expect(imported('aime24', columns)).rejects.toThrow(
      `1 of its 1 rows can't be used: row 1: "id" is 1152921504606846976: must be a number or a text`,
    );
  });

  it('has its faults named by row', async () => {
    const [question, answer] = gsm8kColumns(250);
    const broken = (answer?.data as string[]).with(120, 'Because.');
    await expect(imported('gsm8k', [question, { ...answer, data: broken }] as Columns)).rejects.toThrow(
      `${path} can't be imported as the data of gsm8k: 1 of its 250 rows can't be used: row 121: "answer" does not end with #### and a number`,
    );
  });

  it('of another dataset is refused', async () => {
    await expect(imported('gsm8k', [{ name: 'text', data: ['one'], type: 'STRING' }])).rejects.toThrow(
      'row 1: "question" is missing, it has text',
    );
  });

  it('that is torn is refused', async () => {
    await imported('gsm8k', gsm8kColumns(250));
    const whole = await readFile(path);
    await truncate(path, whole.length - 100);
    const store = rig.open(NOBODY);
    await expect(store.importFile('gsm8k', path)).rejects.toThrow('it is a damaged or unknown kind of Parquet file (');
    await writeFile(path, Buffer.concat([whole.subarray(0, 4), Buffer.alloc(3_000, 7), whole.subarray(3_004)]));
    await expect(store.importFile('gsm8k', path)).rejects.toThrow(`can't be imported as the data of gsm8k`);
    expect((await store.list())[0]?.data).toMatchObject({ rows: 250 });
  });
});
