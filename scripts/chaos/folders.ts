import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeBenchProject } from '../../bench/bench-project.ts';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';
import { aside, type Change, CHANGES } from './folder-changes.ts';
import { Follower, lostBetween } from './follower.ts';

const PATIENCE_MS = 45_000;
const FIRST_EVENTS = 10;
const LOOK_MS = 50;
const SETTLED = ['done', 'error', 'cancelled', 'interrupted'];

/** What somebody does to the folders of a server that runs a job: the job ends, its streams do, and the server goes on. */
export const folders: Fault = {
  name: 'folders',
  async *strike(_effort: Effort) {
    const tally = new Tally();
    for (const change of CHANGES) {
      await strikeOnce(change, tally);
      tally.tries += 1;
    }
    yield tally.outcome('a file or folder of a running job changes', 'job and streams end, events seen, the next job');
  },
};

async function strikeOnce(change: Change, tally: Tally): Promise<void> {
  const server = await ChaosServer.start();
  const wrong = (fault: string): number => tally.wrong.push(`${change.what}: ${fault}`);
  try {
    const jobId = await server.startJob({ model: 'local:echo?latency_ms=20', workers: 2 });
    const seen = new Follower();
    const reading = seen.read(`${server.url}/api/jobs/${jobId}/events`);
    await until(() => seen.lines.length >= FIRST_EVENTS);
    const place = { root: server.root, jobs: join(server.root, 'jobs'), job: join(server.root, 'jobs', jobId) };
    const began = performance.now();
    await change.make(place);
    if (!(await until(async () => hasEnded(server, jobId)))) wrong('the job goes on for ever');
    tally.recovered(performance.now() - began);
    if ((await Promise.race([reading, delay(PATIENCE_MS)])) === undefined) wrong('its stream does not end');
    for (const path of ['/api/health', '/api/jobs', '/api/runs', `/api/jobs/${jobId}`, '/api/catalog']) {
      const { status } = await server.get(path);
      if (![200, 404, 503].includes(status)) wrong(`${path} was answered with ${status}`);
    }
    await change.undo?.(place);
    if (change.undo !== undefined) tally.lost += await lost(server, jobId, seen);
    await checkNextJob(server, wrong);
    const { status } = await server.delete(`/api/jobs/${jobId}`);
    if (status !== 204 && status !== 404) wrong(`it can't be removed: ${status}`);
    for (const fault of seen.faults) wrong(fault);
  } catch (error) {
    wrong(String(error));
  } finally {
    await server.close();
    await rm(aside(server.root), { recursive: true, force: true });
  }
}

async function hasEnded(server: ChaosServer, jobId: string): Promise<boolean> {
  const { status, body } = await server.get(`/api/jobs/${jobId}?events=false`);
  return status === 404 || (status === 200 && SETTLED.includes((body as { manifest: { status: string } }).manifest.status));
}

async function lost(server: ChaosServer, jobId: string, seen: Follower): Promise<number> {
  const after = new Follower();
  await after.read(`${server.url}/api/jobs/${jobId}/events`);
  return lostBetween(seen, after);
}

async function checkNextJob(server: ChaosServer, wrong: (fault: string) => void): Promise<void> {
  await rm(join(server.root, 'bench'), { recursive: true, force: true });
  await writeBenchProject(server.root);
  const next = await server.settled(await server.startJob({ examples: 'ten' }), PATIENCE_MS);
  if (next?.manifest.status !== 'done') wrong(`the next job is ${next?.manifest.status}: ${next?.manifest.error}`);
}

/** Whether it came to be so in time. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + PATIENCE_MS;
  while (performance.now() < endMs) {
    if (await isSo()) return true;
    await delay(LOOK_MS);
  }
  return false;
}
