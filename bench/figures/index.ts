import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AssayServer } from '../assay-server.ts';
import { writeReviews } from '../bench-project.ts';
import { type BareSqlite, bareSqlite } from '../bare-sqlite.ts';
import { getJson, sizeOf } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { importRun } from '../import-run.ts';
import { longestWaitDuring } from '../longest-wait.ts';
import { multiplyJobs } from '../multiply-jobs.ts';
import { milliseconds } from '../numbers.ts';
import { ndjsonRun } from '../scored-samples.ts';
import { indexIsReady, textsAreIndexed } from '../settled-index.ts';
import { medianTime, timed } from '../timed.ts';
import { writtenFile } from '../written-file.ts';

const TRIALS = 300_000;
const SAMPLES = 1_000_000;
const JOBS = 5_000;
const REPETITIONS = 10;
const DATASET = 'many';

/** A long job, and what its list, report and index cost right after it. */
async function* jobRows(server: AssayServer, bare: BareSqlite): AsyncGenerator<Row> {
  let jobId = '';
  let ownMs = 0;
  const waitMs = await longestWaitDuring(server.url, async () => {
    ({ jobId, ownMs } = await longJob(server));
  });
  const rate = (ms: number): string => ((TRIALS / ms) * 1_000).toFixed(0);
  const limit = `${rate((bare.insertMs * TRIALS) / SAMPLES)}/s inserted`;
  yield { what: '300,000 trials, indexed as they come', ours: `${rate(ownMs)} trials/s`, limit, aim: '≥ 23,460/s' };
  yield { what: 'longest health wait meanwhile', ours: milliseconds(waitMs), limit: '', aim: '≤ 100 ms' };
  const listMs = await timed(() => sizeOf(`${server.url}/api/runs`));
  yield { what: 'GET /api/runs right after that job', ours: milliseconds(listMs), limit: '', aim: '≤ 100 ms' };
  const reportMs = await timed(() => sizeOf(`${server.url}/api/jobs/${jobId}/report`));
  yield { what: 'its report', ours: milliseconds(reportMs), limit: '', aim: '≤ 1 s' };
  yield* memoryRows(server, [jobId, (await longJob(server)).jobId]);
}

async function longJob(server: AssayServer): Promise<{ readonly jobId: string; readonly ownMs: number }> {
  const jobId = await server.startJob({ examples: DATASET, workers: 32 });
  const { started_at: startedAt, finished_at: finishedAt } = await server.settled(jobId);
  return { jobId, ownMs: Date.parse(finishedAt ?? '') - Date.parse(startedAt) };
}

/** What another server over the same folders needs for the stream of the first of two jobs, and then for their comparison. */
async function* memoryRows(server: AssayServer, runIds: readonly [string, string]): AsyncGenerator<Row> {
  await textsAreIndexed(server.url, runIds[1]);
  const fresh = await AssayServer.launch(server.root);
  const sizes = [fresh.residentMb()];
  const bytes = await sizeOf(`${fresh.url}/api/jobs/${runIds[0]}/events`);
  sizes.push(fresh.residentMb());
  await getJson(`${fresh.url}/api/compare`, 'POST', { run_ids: runIds });
  sizes.push(fresh.residentMb());
  await fresh.stop();
  const replayed = `replay of ${(bytes / 1_000_000).toFixed(0)} MB`;
  const ours = sizes.map((size) => `${size.toFixed(0)} MB`).join(', ');
  yield { what: `memory: new, ${replayed}, comparison of 2 × 300,000`, ours, limit: '', aim: '≤ 400 MB' };
}

/** Pages and aggregates of a run of a million samples. */
async function* sampleRows(server: AssayServer, bare: BareSqlite): AsyncGenerator<Row> {
  for (const [at, runId] of ['first', 'second'].entries()) {
    const path = join(server.root, `${runId}.ndjson`);
    await writtenFile(path, ndjsonRun(runId, at, SAMPLES, 1));
    let ms = 0;
    let memory = 0;
    const waitMs = await longestWaitDuring(server.url, async () => {
      const timer = setInterval(() => (memory = Math.max(memory, server.process.residentMb())), 500);
      ms = await timed(() => importRun(server.url, createReadStream(path, { highWaterMark: 1 << 18 })));
      clearInterval(timer);
    });
    await rm(path);
    const ours = `${((SAMPLES / ms) * 1_000).toFixed(0)} rows/s, ${memory.toFixed(0)} MB, wait ${milliseconds(waitMs)}`;
    const limit = `${((SAMPLES / bare.insertMs) * 1_000).toFixed(0)} rows/s inserted`;
    yield { what: 'import of 1,000,000 samples', ours, limit, aim: '≥ 60,000 rows/s' };
  }
  const textMs = await timed(() => textsAreIndexed(server.url, 'first'));
  yield { what: 'their texts, searchable after', ours: milliseconds(textMs), limit: '', aim: '' };
  const samples = `${server.url}/api/runs/first/samples`;
  const pages: readonly (readonly [what: string, query: string, limitMs: number | null, aim: string])[] = [
    ['50 of 1,000,000 by score', '?sort=-metric.yes_or_no&limit=50', bare.sortMs, '≤ 100 ms'],
    ['by difference to another run', '?against=second&metric=yes_or_no&sort=-delta&limit=50', bare.differenceMs, '≤ 100 ms'],
    ['by text', '?q=question+77&limit=50', null, '≤ 100 ms'],
    ['their aggregate', '/aggregate', bare.averageMs, '≤ 300 ms'],
    ['one of them', '/777777', null, ''],
  ];
  for (const [what, query, limitMs, aim] of pages) {
    const firstMs = await timed(() => sizeOf(`${samples}${query}`));
    const ms = await medianTime(REPETITIONS, () => sizeOf(`${samples}${query}`));
    const limit = limitMs === null ? '' : `${milliseconds(limitMs)} in SQLite alone`;
    yield { what, ours: `${milliseconds(ms)} (first ${milliseconds(firstMs)})`, limit, aim };
  }
}

/** The first lists of a server over many jobs that are in the index. */
async function* coldRows(): AsyncGenerator<Row> {
  const server = await AssayServer.start();
  try {
    const { jobId } = await server.finishedJob({ examples: 'ten' });
    await multiplyJobs(server.root, jobId, JOBS);
    await sizeOf(`${server.url}/api/jobs`);
    for (const query of ['?limit=20', '']) {
      const cold = await AssayServer.launch(server.root);
      const ms = await timed(() => sizeOf(`${cold.url}/api/jobs${query}`));
      await cold.stop();
      yield { what: `GET /api/jobs${query}, 5,000 jobs, cold`, ours: milliseconds(ms), limit: '', aim: '≤ 200 ms' };
    }
  } finally {
    await server.close();
  }
}

/** The index made anew by another server over the same folders. */
async function* rebuildRows(server: AssayServer): AsyncGenerator<Row> {
  await server.process.stop();
  for (const suffix of ['', '-wal', '-shm', '.text', '.text-wal', '.text-shm'])
    await rm(join(server.root, '.storage', `index.sqlite${suffix}`), { force: true });
  const again = await AssayServer.launch(server.root);
  let ms = 0;
  const waitMs = await longestWaitDuring(again.url, async () => {
    ms = await timed(async () => {
      await sizeOf(`${again.url}/api/runs`);
      await indexIsReady(again.url);
    });
  });
  await again.stop();
  const ours = `${milliseconds(ms)}, health wait ${milliseconds(waitMs)}`;
  yield { what: 'index of it all made anew', ours, limit: '', aim: '≤ 60 s, ≤ 100 ms' };
}

/** Lists, pages, aggregates and reports, which are answered from the index, beside SQLite alone. */
export const index: Figure = {
  name: 'index',
  async *measure() {
    const server = await AssayServer.start(async (root) => writeReviews(root, DATASET, TRIALS));
    try {
      const bare = bareSqlite(join(server.root, 'bare.sqlite'), SAMPLES);
      yield* jobRows(server, bare);
      yield* sampleRows(server, bare);
      yield* rebuildRows(server);
      yield* coldRows();
    } finally {
      await server.close();
    }
  },
};
