import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssayServer } from '../assay-server.ts';
import { getJson } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { ListeningProcess } from '../listening-process.ts';

const BUCKET_SERVER = join(import.meta.dirname, '..', 'bucket-server.ts');
const TRIALS = 1_000;
const WORKERS = 256;
const PER_SECOND = 50;
const BURST = 10;
const AIM = '≤ 23 s, ≤ 1.1 calls';

interface Summary {
  readonly trial_count: number;
  readonly failure_rate: number;
}

async function pacedRow(latencyMs: number, retryAfter: '' | 'retry-after'): Promise<Row> {
  const limits = [PER_SECOND, BURST, latencyMs].map(String);
  const provider = await ListeningProcess.start([BUCKET_SERVER, ...limits, retryAfter]);
  const server = await AssayServer.start(undefined, { ASSAY_COMPATIBLE_BASE_URL: `${provider.url}/v1` });
  try {
    const jobId = await server.startJob({ model: 'compatible:bench', workers: WORKERS });
    const { started_at: startedAt, finished_at: finishedAt } = await server.settled(jobId);
    const seconds = (Date.parse(finishedAt ?? '') - Date.parse(startedAt)) / 1_000;
    const { calls } = await getJson<{ calls: number }>(`${provider.url}/calls`);
    const summary = JSON.parse(await readFile(join(server.root, 'jobs', jobId, 'summary.json'), 'utf8')) as Summary;
    const failed = Math.round(summary.failure_rate * summary.trial_count);
    const ideal = Math.max((TRIALS - BURST) / PER_SECOND, (TRIALS / WORKERS) * (latencyMs / 1_000));
    return {
      what: `${TRIALS.toLocaleString('en')} trials at ${String(PER_SECOND)}/s, ${String(latencyMs)} ms${retryAfter === '' ? '' : `, ${retryAfter}`}`,
      ours: `${seconds.toFixed(1)} s, ${(calls / TRIALS).toFixed(3)} calls a trial, ${String(failed)} failed`,
      limit: `${ideal.toFixed(1)} s ideal`,
      aim: AIM,
    };
  } finally {
    await server.close();
    await provider.stop();
  }
}

/** A provider that lets 50 calls a second pass, asked by 256 workers. */
export const pacing: Figure = {
  name: 'pacing',
  async *measure() {
    for (const latencyMs of [5, 200])
      for (const retryAfter of ['', 'retry-after'] as const) yield await pacedRow(latencyMs, retryAfter);
  },
};
