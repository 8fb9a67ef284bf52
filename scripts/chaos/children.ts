import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childProcesses } from './child-processes.ts';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';
import { Follower, lostBetween } from './follower.ts';

const TRIES_A_MINUTE = 6;

const ENV = { ASSAY_JOB_MEMORY_MB: '256', ASSAY_UNRESPONSIVE_SECONDS: '5' };

/** One gigabyte beyond what it may have. */
const HOARD = `import { defineProgram } from 'assay';
const kept: Buffer[] = [];
export const hoard = defineProgram(async ({ render, complete }) => {
  const { text } = await complete(render());
  for (let count = 0; count < 40; count += 1) kept.push(Buffer.alloc(32 * 1024 * 1024, count));
  return { text };
});
`;

const WAYS: Readonly<Record<string, { readonly says: RegExp; readonly signal?: NodeJS.Signals; readonly job: object }>> = {
  'kill -9 of the child': { says: /SIGKILL/, signal: 'SIGKILL', job: {} },
  'SIGSTOP of the child': { says: /suspended|busy/, signal: 'SIGSTOP', job: {} },
  'child out of memory': { says: /memory/, job: { project: 'hoarding', program: 'hoard', metrics: ['long'], workers: 2 } },
};

/** The process of a job is killed, stopped, or takes too much memory: that ends its own job, with the reason, and nothing else. */
export const children: Fault = {
  name: 'children',
  async *strike({ minutes }: Effort) {
    const tries = Math.max(3, Math.round(minutes * TRIES_A_MINUTE));
    const server = await ChaosServer.start(ENV);
    try {
      await writeHoardingProject(server.root);
      for (const fault of Object.keys(WAYS)) {
        const tally = new Tally();
        for (tally.tries = 0; tally.tries < tries; tally.tries += 1) await strikeOnce(server, fault, tally);
        yield tally.outcome(fault, 'events seen, the reason, the next job');
      }
    } finally {
      await server.close();
    }
  },
};

async function strikeOnce(server: ChaosServer, fault: string, tally: Tally): Promise<void> {
  const { says, signal, job } = WAYS[fault] ?? { says: /$/, job: {} };
  const spare = await childProcesses(server.pid);
  const jobId = await server.startJob({ model: 'local:echo?latency_ms=200', ...job });
  const before = new Follower();
  const reading = before.read(`${server.url}/api/jobs/${jobId}/events`);
  await delay(50 + Math.random() * 200);
  const began = performance.now();
  // The process that was there before took the job, if there was one.
  const own = spare.length > 0 ? spare : await childProcesses(server.pid);
  if (signal !== undefined) for (const pid of own) process.kill(pid, signal);
  const end = await server.settled(jobId);
  tally.recovered(performance.now() - began);
  await reading;
  const after = new Follower();
  await after.read(`${server.url}/api/jobs/${jobId}/events`);
  tally.lost += lostBetween(before, after);
  tally.wrong.push(...before.faults, ...after.faults);
  const { status, error } = end?.manifest ?? {};
  tally.expect(status === 'error' && says.test(error ?? ''), `${fault}: the job is ${status}: ${error}`);
  const next = await server.settled(await server.startJob({ examples: 'ten' }));
  tally.expect(next?.manifest.status === 'done', `${fault}: the next job is ${next?.manifest.status}: ${next?.manifest.error}`);
}

async function writeHoardingProject(root: string): Promise<void> {
  const project = join(root, 'hoarding');
  await mkdir(join(project, 'prompts'), { recursive: true });
  await mkdir(join(project, 'data'));
  await writeFile(join(project, 'programs.ts'), HOARD);
  await writeFile(
    join(project, 'metrics.ts'),
    `import { ordinal, programmaticMetric } from 'assay';
export const long = programmaticMetric({ description: 'Any.', scale: ordinal([false, true]), score: () => true });
`,
  );
  await writeFile(join(project, 'prompts', 'plain.jinja'), 'Say something about {{ word }}.');
  const rows = Array.from(
    { length: 100 },
    (_, index) => `${JSON.stringify({ inputs: { word: `word ${index}` }, reference: null })}\n`,
  );
  await writeFile(join(project, 'data', 'hundred.jsonl'), rows.join(''));
}
