import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';
import { Follower } from './follower.ts';

const SHARE_OF_TIME = 1 / 3;
const WARM_JOBS = 10;
const MAX_GROWTH_MB = 150;

/** Jobs one after another for a third of the time: watched, cancelled, listed, compared and removed. */
export const soak: Fault = {
  name: 'soak',
  async *strike({ minutes }: Effort) {
    const tally = new Tally();
    const server = await ChaosServer.start();
    const endMs = performance.now() + minutes * SHARE_OF_TIME * 60_000;
    let warmMb = 0;
    try {
      while (performance.now() < endMs) {
        await oneJob(server, tally);
        tally.tries += 1;
        if (tally.tries === WARM_JOBS) warmMb = server.residentMb();
      }
      const growth = warmMb === 0 ? 0 : server.residentMb() - warmMb;
      tally.expect(growth < MAX_GROWTH_MB, `the server grew by ${growth.toFixed(0)} MB`);
      yield tally.outcome(
        `${(minutes * SHARE_OF_TIME).toFixed(1)} minutes of jobs`,
        `every event, no 5xx, memory: ${warmMb.toFixed(0)} MB after ${WARM_JOBS} jobs, ${(warmMb + growth).toFixed(0)} MB at last`,
      );
    } finally {
      await server.close();
    }
  },
};

async function oneJob(server: ChaosServer, tally: Tally): Promise<void> {
  const jobId = await server.startJob({ model: 'local:echo', examples: 'thousand', workers: 32 });
  const follower = new Follower();
  const reading = follower.read(`${server.url}/api/jobs/${jobId}/events`);
  const isCancelled = Math.random() < 0.2;
  if (isCancelled) await answered(server.post(`/api/jobs/${jobId}/cancel`), tally);
  const end = await server.settled(jobId);
  await reading;
  tally.wrong.push(...follower.faults);
  const status = end?.manifest.status;
  tally.expect(status === 'done' || (isCancelled && status === 'cancelled'), `a job is ${status}: ${end?.manifest.error}`);
  const events = (end?.summary?.trial_count ?? 0) + (end?.summary?.scoring_count ?? 0);
  tally.lost += Math.abs(events - follower.lines.length);
  for (const path of [
    '/api/jobs?limit=20',
    '/api/runs?limit=20',
    `/api/jobs/${jobId}/report`,
    `/api/jobs/${jobId}/trials?limit=20`,
  ])
    await answered(server.get(path), tally);
  if (Math.random() < 0.5) await answered(server.delete(`/api/jobs/${jobId}`), tally);
}

async function answered(answer: Promise<{ readonly status: number }>, tally: Tally): Promise<void> {
  const { status } = await answer;
  tally.expect(status < 500, `the server answered ${status}`);
}
