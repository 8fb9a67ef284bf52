import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { DatasetRow } from '../../../src/evaluation/example.ts';
import { indexDataset, readRows, readRowsAt } from '../../../src/runner/dataset-file.ts';
import type { Draws } from '../draws.ts';
import { PROJECT } from '../fuzz-project.ts';
import type { FuzzServer } from '../fuzz-server.ts';
import { brokenBytes, jsonText, oddText, oddValue, withOddity } from '../odd-values.ts';
import { ask, outcomeOfAnswer } from './asked.ts';
import { type InputKind, type InputReader, type Outcome, outcomeOfError } from './input-kind.ts';

/** Every so many goes through the server, which starts processes for it; the others are read here, by the code of those processes. */
const THROUGH_SERVER = 25;

const FORMATS = ['jsonl', 'json', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];

const ROWS = [0, 1, 2].map((a) => ({
  inputs: { a, b: a + 1 },
  reference: 2 * a + 1,
  id: `row-${a}`,
  tags: ['x'],
  cluster: 'c',
}));

/** Files of rows in every format. */
export const DATASETS: InputKind = {
  name: 'dataset',
  share: 0.2,
  open: async (server) => new DatasetReader(server, await mkdtemp(join(tmpdir(), 'assay-fuzz-data-'))),
};

class DatasetReader implements InputReader {
  readonly #server: FuzzServer;
  readonly #folder: string;

  constructor(server: FuzzServer, folder: string) {
    this.#server = server;
    this.#folder = folder;
  }

  async read(draws: Draws, number: number): Promise<Outcome> {
    const format = draws.pick(FORMATS);
    const bytes = brokenRows(draws, format);
    const sent = `${format}: ${bytes.toString(format === 'parquet' ? 'base64' : 'utf8')}`;
    return number % THROUGH_SERVER === 0 ? this.#throughServer(format, bytes, sent) : this.#here(format, bytes, sent);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #here(format: Format, bytes: Buffer, sent: string): Promise<Outcome> {
    const path = join(this.#folder, `broken.${format}`);
    await writeFile(path, bytes);
    try {
      const index = await indexDataset(path, 'broken');
      const read = await inputsOf(readRows(index, 'broken', 10));
      const positions = read.map((_, at) => at);
      const again = await inputsOf(readRowsAt(index, 'broken', positions));
      const isSame = JSON.stringify(again) === JSON.stringify(read);
      return { answer: '2xx', fault: isSame ? null : 'rows that are others when they are read again', sent };
    } catch (error) {
      return outcomeOfError(error, sent);
    }
  }

  async #throughServer(format: Format, bytes: Buffer, sent: string): Promise<Outcome> {
    const path = join(this.#server.root, PROJECT.name, 'data', `broken.${format}`);
    await writeFile(path, bytes);
    try {
      const rows = outcomeOfAnswer(await ask(this.#server, 'GET', '/api/projects/fuzz/datasets/broken/rows?limit=5'), sent);
      if (rows.fault !== null) return rows;
      const job = {
        project: PROJECT.name,
        program: 'add',
        prompt: 'plain',
        examples: 'broken',
        model: 'local:echo',
        max_seconds: 20,
      };
      return outcomeOfAnswer(await ask(this.#server, 'POST', '/api/run', JSON.stringify(job)), sent);
    } finally {
      await rm(path);
    }
  }
}

async function inputsOf(rows: AsyncIterable<DatasetRow>): Promise<unknown[]> {
  const inputs: unknown[] = [];
  for await (const { example } of rows) inputs.push(example.inputs);
  return inputs;
}

function brokenRows(draws: Draws, format: Format): Buffer {
  const isOdd = draws.happens(0.5);
  switch (format) {
    case 'jsonl': {
      const rows = isOdd ? withOddity(draws, ROWS) : ROWS;
      const text = (Array.isArray(rows) ? rows : [rows]).map(jsonText).join(draws.pick(['\n', '\n', '\r\n', '\n\n', ' ']));
      return isOdd ? Buffer.from(text) : brokenBytes(draws, text);
    }
    case 'json':
      return isOdd ? Buffer.from(jsonText(withOddity(draws, ROWS))) : brokenBytes(draws, JSON.stringify(ROWS));
    case 'csv': {
      const cell = (): string => draws.pick([oddText(draws), '"', '""', '"a\nb"', '1', 'a,b']);
      const text = `inputs.a,inputs.b,reference\n1,2,3\n${cell()},${cell()},${cell()}\n`;
      return isOdd ? Buffer.from(text) : brokenBytes(draws, text);
    }
    case 'parquet':
      return brokenParquet(draws, isOdd);
    default:
      return format satisfies never;
  }
}

/** Bytes that are changed anywhere, the sizes and offsets of its footer among them. */
function brokenParquet(draws: Draws, isOdd: boolean): Buffer {
  const data = ROWS.map(({ reference }) => (isOdd ? jsonText(oddValue(draws)) : String(reference)));
  const name = draws.happens(0.8) ? 'a' : oddText(draws) || 'a';
  const columnData = [
    { name, data: [1, 2, 3], type: 'INT32' as const },
    { name: 'reference', data, type: 'STRING' as const },
  ];
  const bytes = Buffer.from(parquetWriteBuffer({ columnData }));
  if (isOdd && draws.happens(0.5)) return bytes;
  for (let change = draws.integer(1, 4); change > 0; change -= 1) {
    const from = draws.happens(0.6) ? Math.floor(bytes.length / 3) : 0;
    bytes[draws.integer(from, bytes.length - 1)] = draws.integer(0, 255);
  }
  return draws.happens(0.1) ? bytes.subarray(0, draws.integer(0, bytes.length)) : bytes;
}
