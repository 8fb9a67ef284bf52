import { setTimeout as delay } from 'node:timers/promises';
import { ChaosFleet, type Member, WORKER_COUNT } from './chaos-fleet.ts';
import type { JobView } from './chaos-server.ts';
import { type Effort, type Fault, type Outcome, Tally } from './fault.ts';
import { Follower, lostBetween } from './follower.ts';
import { LoopbackProvider } from './loopback-provider.ts';

const ROWS = 100;
const JOB = {
  project: 'bench',
  program: 'answer',
  prompt: 'plain',
  metrics: ['right'],
  examples: 'hundred',
  model: 'compatible:chaos',
  workers: 2,
};

/** So that a job takes some seconds. */
const LATENCY_MS = 60;

const PATIENCE_MS = 120_000;
const LOOK_MS = 50;

/** Past every lease. */
const SILENCE_MS = 22_000;

/** How long each try takes, about. */
const TRY_SECONDS = 30;

const CHECKED = 'events seen at both servers, no trial twice, none stuck, status, summary';

interface Strike {
  readonly what: string;
  /** Does it, and resolves when what it did is over. */
  readonly strike: (fleet: ChaosFleet) => Promise<void>;
}

const STRIKES: readonly Strike[] = [
  { what: 'kill -9 of a worker', strike: (fleet) => fleet.killAndReplace(anyOf(fleet.workers)) },
  { what: 'kill -9 of a server', strike: (fleet) => fleet.killAndReplace(anyOf(fleet.apis)) },
  { what: 'kill -9 of PostgreSQL, back after up to 20 s', strike: crashDatabase },
  { what: 'SIGSTOP of a worker for 22 s', strike: pauseWorker },
  { what: 'a worker whose packets are lost for 22 s', strike: cutWorker },
  { what: 'rolling restart of all processes', strike: restartAll },
];

/** What happens to processes, the network and the database when several processes share one database. */
export const SHARED_FAULTS: readonly Fault[] = [
  {
    name: 'shared',
    async *strike({ minutes }: Effort) {
      for (const strike of STRIKES)
        yield await outcomeOf(strike, Math.max(1, Math.round((minutes * 60) / TRY_SECONDS / STRIKES.length)));
    },
  },
];

async function outcomeOf({ what, strike }: Strike, tries: number): Promise<Outcome> {
  const tally = new Tally();
  const provider = await LoopbackProvider.start();
  provider.latencyMs = LATENCY_MS;
  const fleet = await ChaosFleet.start({ env: provider.env });
  try {
    for (; tally.tries < tries; tally.tries += 1) await strikeOnce(fleet, provider, strike, tally);
  } finally {
    await fleet.close();
    provider.close();
  }
  return tally.outcome(`${what} (shared)`, CHECKED);
}

/** A job that two clients follow, one at each server. */
class FollowedJob {
  readonly jobId: string;
  readonly followers = [new Follower(), new Follower()] as const;
  readonly done: Promise<unknown>;
  #isOver = false;

  constructor(fleet: ChaosFleet, jobId: string) {
    this.jobId = jobId;
    this.done = Promise.all(this.followers.map((follower, at) => this.#follow(fleet, follower, at)));
  }

  get seen(): number {
    return Math.min(...this.followers.map(({ lines }) => lines.length));
  }

  give(): void {
    this.#isOver = true;
  }

  /** As clients do: a connection that is lost is made again, where it was. */
  async #follow(fleet: ChaosFleet, follower: Follower, at: number): Promise<void> {
    while (!this.#isOver) {
      if ((await follower.read(`${fleet.api(at)}/api/jobs/${this.jobId}/events`)) && isWhole(follower)) return;
      await delay(LOOK_MS);
    }
  }
}

function isWhole({ lines }: Follower): boolean {
  return lines.length >= 2 * ROWS;
}

async function strikeOnce(
  fleet: ChaosFleet,
  provider: LoopbackProvider,
  strike: Strike['strike'],
  tally: Tally,
): Promise<void> {
  provider.answered.clear();
  const jobs: FollowedJob[] = [];
  for (let count = 0; count < WORKER_COUNT; count += 1) jobs.push(new FollowedJob(fleet, await startJob(fleet.api(count))));
  await until(() => jobs.every(({ seen }) => seen > 0), PATIENCE_MS);
  await delay(Math.random() * 1_500);
  const striking = strike(fleet);
  const silence = longestSilence(jobs);
  await striking;
  const inTime = await Promise.race([Promise.all(jobs.map(({ done }) => done)).then(() => true), delay(PATIENCE_MS, false)]);
  tally.recovered(await silence);
  tally.expect(inTime, 'a job did not end');
  for (const job of jobs) job.give();
  tally.expect(inTime, 'a job did not end');
  if (inTime) for (const job of jobs) await check(fleet, job, tally);
}

async function check(fleet: ChaosFleet, { jobId, followers }: FollowedJob, tally: Tally): Promise<void> {
  tally.wrong.push(...followers.flatMap(({ faults }) => faults));
  for (const api of [0, 1]) {
    const after = new Follower();
    await after.read(`${fleet.api(api)}/api/jobs/${jobId}/events`);
    for (const follower of followers) tally.lost += lostBetween(follower, after);
    const trials = after.lines.filter((line) => line.includes('"type":"trial"'));
    const rows = new Set(trials.map(rowOf));
    tally.expect(trials.length === ROWS && rows.size === ROWS, `${jobId} has ${trials.length} trials of ${rows.size} rows`);
    const { manifest, summary } = await jobAt(fleet.api(api), jobId);
    tally.expect(manifest.status === 'done', `${jobId} is ${manifest.status} at server ${api}: ${manifest.error}`);
    tally.expect(
      summary?.trial_count === ROWS && summary.scoring_count === ROWS,
      `${jobId} has ${summary?.trial_count} trials in its summary`,
    );
  }
}

function rowOf(line: string): number {
  return (JSON.parse(line.slice('data: '.length)) as { readonly payload: { readonly row: number } }).payload.row;
}

async function crashDatabase({ postgres }: ChaosFleet): Promise<void> {
  await postgres.halt('SIGKILL');
  await delay(Math.random() * 20_000);
  await postgres.resume();
}

async function pauseWorker({ workers }: ChaosFleet): Promise<void> {
  const { pid } = anyOf(workers).process;
  process.kill(pid, 'SIGSTOP');
  await delay(SILENCE_MS);
  process.kill(pid, 'SIGCONT');
}

async function cutWorker({ workers }: ChaosFleet): Promise<void> {
  const { way } = anyOf(workers);
  way.fallSilent();
  await delay(SILENCE_MS);
  way.speak();
}

async function restartAll(fleet: ChaosFleet): Promise<void> {
  for (const member of [...fleet.members]) await fleet.restart(member);
}

function anyOf(members: readonly Member[]): Member {
  const member = members[Math.floor(Math.random() * members.length)];
  if (member === undefined) throw new Error('the fleet is empty');
  return member;
}

async function startJob(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/evaluate`, { method: 'POST', headers, body: JSON.stringify(JOB) });
  const { job_id: jobId } = (await answer.json()) as { readonly job_id?: string };
  if (jobId === undefined) throw new Error(`a job was refused with ${answer.status}`);
  return jobId;
}

async function jobAt(url: string, jobId: string): Promise<JobView> {
  return (await (await fetch(`${url}/api/jobs/${jobId}?events=false`)).json()) as JobView;
}

/** The longest time, in ms, in which nothing new came of a job that had not ended. */
async function longestSilence(jobs: readonly FollowedJob[]): Promise<number> {
  let longestMs = 0;
  const began = performance.now();
  const last = jobs.map(({ seen }) => ({ seen, atMs: began }));
  while (performance.now() - began < 2 * PATIENCE_MS && jobs.some(({ seen }) => seen < 2 * ROWS)) {
    await delay(LOOK_MS);
    for (const [at, { seen }] of jobs.entries()) {
      const now = performance.now();
      const before = last[at] ?? { seen, atMs: now };
      if (before.seen < 2 * ROWS) longestMs = Math.max(longestMs, now - before.atMs);
      if (seen !== before.seen) last[at] = { seen, atMs: now };
    }
  }
  return longestMs;
}

async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
  for (const endMs = performance.now() + withinMs; performance.now() < endMs;) {
    if (isSo()) return true;
    await delay(LOOK_MS);
  }
  return false;
}
