import { AssayServer, type JobItem } from '../assay-server.ts';
import { drain, getJson, send } from '../client.ts';
import type { Figure } from '../figure.ts';
import { multiplyJobs } from '../multiply-jobs.ts';
import { median, percent } from '../numbers.ts';
import { requestsPerSecond } from '../requests-per-second.ts';
import { withBareServer } from '../with-bare-server.ts';

const JOBS = 1_000;
const REPETITIONS = 3;
const DURATION_MS = 1_000;

async function rate(url: string): Promise<number> {
  const rates: number[] = [];
  for (let done = 0; done < REPETITIONS; done += 1) rates.push(await requestsPerSecond(url, DURATION_MS));
  return median(rates);
}

/** The whole list of 1,000 jobs, as often as possible. */
export const list: Figure = {
  name: 'list',
  async *measure() {
    const server = await AssayServer.start();
    try {
      const { jobId } = await server.finishedJob({ examples: 'ten' });
      await multiplyJobs(server.root, jobId, JOBS);
      const url = `${server.url}/api/jobs`;
      const { jobs } = await getJson<{ jobs: readonly JobItem[] }>(url);
      if (jobs.length !== JOBS) throw new Error(`the list has ${String(jobs.length)} jobs`);
      const pieces: Buffer[] = [];
      await drain(await send(url), (piece) => pieces.push(piece));
      const body = Buffer.concat(pieces);
      const ours = await rate(url);
      const bare = await withBareServer(body, rate);
      yield {
        what: `GET /api/jobs, 1,000 jobs, ${(body.length / 1_000).toFixed(0)} KB`,
        ours: `${ours.toFixed(0)}/s (${percent(ours / bare)})`,
        limit: `${bare.toFixed(0)}/s node:http`,
        aim: '1,000/s',
      };
      const health = `${server.url}/api/health`;
      const bareHealth = await withBareServer(body, (origin) => requestsPerSecond(`${origin}/api/health`, DURATION_MS));
      yield {
        what: 'GET /api/health',
        ours: `${(await requestsPerSecond(health, DURATION_MS)).toFixed(0)}/s`,
        limit: `${bareHealth.toFixed(0)}/s node:http`,
        aim: '',
      };
    } finally {
      await server.close();
    }
  },
};
