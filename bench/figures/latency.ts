import { setTimeout as delay } from 'node:timers/promises';
import { AssayServer } from '../assay-server.ts';
import type { Figure } from '../figure.ts';
import { median, milliseconds } from '../numbers.ts';
import { repeat } from '../repeat.ts';
import { timedRows } from './evaluate.ts';

const LATENCY_MS = 20;
const WORKERS = 32;
const CALLS = 1_000;

/** The ideal with Node's timers: the same waits and nothing else. */
async function bareTimersMs(): Promise<number> {
  let left = CALLS;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await delay(LATENCY_MS);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return performance.now() - began;
}

/** The same with a model that takes 20 ms: 1,000 / 32 × 20 ms is the ideal. */
export const latency: Figure = {
  name: 'latency',
  async *measure() {
    const server = await AssayServer.start();
    try {
      const limit = `625 ms ideal, ${milliseconds(median(await repeat(3, bareTimersMs)))} bare timers`;
      const options = { model: `local:echo?latency_ms=${String(LATENCY_MS)}`, workers: WORKERS };
      for await (const row of timedRows(server, options, { limit, aims: ['≤ 656 ms', '≤ 656 ms'] }))
        yield { ...row, what: `20 ms model, ${row.what}` };
    } finally {
      await server.close();
    }
  },
};
