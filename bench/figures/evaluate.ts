import { readFile } from 'node:fs/promises';
import { AssayServer, type JobOptions } from '../assay-server.ts';
import { durableWriteMs } from '../durable-write.ts';
import type { Figure, Row } from '../figure.ts';
import { median, milliseconds } from '../numbers.ts';
import { repeat } from '../repeat.ts';

const REPETITIONS = 5;
const AIMS = ['< 122–177 ms', '< 230–303 ms'] as const;

interface Timing {
  /** From the answer to the POST until a client learns that the job has settled, or its live stream has ended. */
  readonly settledMs: number;
  /** The job's own time, from `started_at` to `finished_at`. */
  readonly ownMs: number;
}

/** Times a job without watchers, then one with a live client; `aims` has one for each. */
export async function* timedRows(
  server: AssayServer,
  options: JobOptions,
  { limit, aims }: { readonly limit: string; readonly aims: readonly [string, string] },
): AsyncGenerator<Row> {
  for (const [index, isWatched] of [false, true].entries()) {
    const timings = await repeat(REPETITIONS, () => timeJob(server, options, isWatched));
    const settled = median(timings.map(({ settledMs }) => settledMs));
    const own = median(timings.map(({ ownMs }) => ownMs));
    yield {
      what: `${String(options.workers)} workers, ${isWatched ? 'one live client' : 'nobody watches'}`,
      ours: `${milliseconds(settled)} (own ${milliseconds(own)})`,
      limit,
      aim: aims[index] ?? '',
    };
  }
}

async function timeJob(server: AssayServer, options: JobOptions, isWatched: boolean): Promise<Timing> {
  const jobId = await server.startJob(options);
  const answered = performance.now();
  if (isWatched) await server.follow(jobId);
  else await server.settled(jobId);
  const settledMs = performance.now() - answered;
  const { started_at: startedAt, finished_at: finishedAt } = await server.settled(jobId);
  return { settledMs, ownMs: Date.parse(finishedAt ?? '') - Date.parse(startedAt) };
}

/** 1,000 examples × 1 metric with a model that answers immediately. */
export const evaluate: Figure = {
  name: 'evaluate',
  async *measure() {
    const server = await AssayServer.start();
    try {
      const { jobId } = await server.finishedJob({});
      const bytes = await readFile(server.eventsFile(jobId));
      const limit = `${milliseconds(median(await repeat(3, () => durableWriteMs(bytes))))} write + fdatasync`;
      for (const workers of [1, 8, 32]) {
        for await (const row of timedRows(server, { workers }, { limit, aims: AIMS }))
          yield { ...row, what: `1,000 × 1, ${row.what}` };
      }
    } finally {
      await server.close();
    }
  },
};
