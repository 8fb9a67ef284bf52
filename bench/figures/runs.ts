import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { AssayServer } from '../assay-server.ts';
import { drain, getJson, send, sizeOf } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { importRun } from '../import-run.ts';
import { megabytesPerSecond, milliseconds } from '../numbers.ts';
import { ndjsonRun } from '../scored-samples.ts';
import { medianTime, timed } from '../timed.ts';
import { withBareServer } from '../with-bare-server.ts';
import { writtenFile } from '../written-file.ts';

const RUNS = 500;
const SAMPLES = 100;
const LONG_RUN = 10_000;
const MILLION = 1_000_000;
const REPETITIONS = 50;

/** Runs left by another server: 499 short ones and a long one. */
async function leaveRuns(root: string): Promise<void> {
  const server = await AssayServer.launch(root);
  for (let run = 1; run < RUNS; run += 1) await importRun(server.url, ndjsonRun(`run-${String(run)}`, run, SAMPLES, 2));
  await importRun(server.url, ndjsonRun('long', 0, LONG_RUN, 2));
  await server.stop();
}

async function bodyOf(url: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await drain(await send(url), (piece) => pieces.push(piece));
  return Buffer.concat(pieces);
}

/** The answer to a GET: the first, and the median of those that follow, beside the same bytes from `node:http`. */
async function getRow(url: string, what: string, aim: string): Promise<Row> {
  const firstMs = await timed(() => sizeOf(url));
  const body = await bodyOf(url);
  const ours = await medianTime(REPETITIONS, () => sizeOf(url));
  const bare = await withBareServer(body, (origin) => medianTime(REPETITIONS, () => sizeOf(origin)));
  return {
    what: `${what}, ${(body.length / 1_000).toFixed(0)} KB`,
    ours: `${milliseconds(ours)} (first ${milliseconds(firstMs)})`,
    limit: `${milliseconds(bare)} node:http`,
    aim,
  };
}

async function millionRow(server: AssayServer): Promise<Row> {
  const path = join(server.root, 'million.ndjson');
  const written = await writtenFile(path, ndjsonRun('million', 1, MILLION, 1));
  const ms = await timed(() => importRun(server.url, createReadStream(path, { highWaterMark: 1 << 18 })));
  return {
    what: `import of 1,000,000 samples, ${(written.bytes / 1e6).toFixed(0)} MB`,
    ours: `${((MILLION / ms) * 1_000).toFixed(0)} rows/s, ${megabytesPerSecond(written.bytes, ms)}`,
    limit: `${megabytesPerSecond(written.bytes, written.ms)} write + fdatasync`,
    aim: '',
  };
}

/** Runs of a freshly started server: their list, a page of a long one, and the import of a very long one. */
export const runs: Figure = {
  name: 'runs',
  async *measure() {
    const server = await AssayServer.start(leaveRuns);
    try {
      const url = `${server.url}/api/runs`;
      yield await getRow(url, 'GET /api/runs, 500 runs × 100 samples', '≤ 10 ms');
      const listed = await getJson<readonly unknown[]>(url);
      if (listed.length !== RUNS) throw new Error(`the list has ${String(listed.length)} runs`);
      yield await getRow(`${url}/long?limit=50&offset=5000`, '50 samples of 10,000', '≤ 20 ms');
      yield await millionRow(server);
    } finally {
      await server.close();
    }
  },
};
