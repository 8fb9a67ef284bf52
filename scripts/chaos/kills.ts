import { setTimeout as delay } from 'node:timers/promises';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';
import { Follower, lostBetween } from './follower.ts';
import { LoopbackProvider } from './loopback-provider.ts';

const ROWS = 100;
const TRIES_A_MINUTE = 25;
const SECONDS_BEFORE = 1.2;

interface TrialLine {
  readonly type: string;
  readonly payload: {
    readonly status: string;
    readonly telemetry?: { readonly request: { readonly prompt: readonly { readonly content: string }[] } };
  };
}

/** The server is killed with -9 at any moment of a job, started again, and the job resumed. */
export const kills: Fault = {
  name: 'kills',
  async *strike({ minutes }: Effort) {
    const tally = new Tally();
    const provider = await LoopbackProvider.start();
    const server = await ChaosServer.start(provider.env);
    try {
      const tries = Math.max(5, Math.round(minutes * TRIES_A_MINUTE));
      for (tally.tries = 0; tally.tries < tries; tally.tries += 1) await killOnce(server, provider, tally);
    } finally {
      await server.close();
      provider.close();
    }
    yield tally.outcome('kill -9 of the server, resume', 'events seen, status, answers paid once, summary');
  },
};

async function killOnce(server: ChaosServer, provider: LoopbackProvider, tally: Tally): Promise<void> {
  provider.answered.clear();
  const jobId = await server.startJob({ model: 'compatible:chaos' });
  const before = new Follower();
  const reading = before.read(`${server.url}/api/jobs/${jobId}/events`);
  await delay(Math.random() * SECONDS_BEFORE * 1_000);
  tally.recovered(await server.killAndRestart());
  await reading;
  const found = await server.settled(jobId);
  const after = new Follower();
  await after.read(`${server.url}/api/jobs/${jobId}/events`);
  tally.lost += lostBetween(before, after);
  tally.wrong.push(...before.faults, ...after.faults);
  tally.expect(
    found?.manifest.status === 'interrupted' || found?.manifest.status === 'done',
    `${jobId} is ${found?.manifest.status}`,
  );
  if (found?.manifest.status === 'interrupted') await resume(server, provider, jobId, after, tally);
  const end = await server.settled(jobId);
  const { trial_count: trials, scoring_count: scorings } = end?.summary ?? {};
  tally.expect(end?.manifest.status === 'done', `${jobId} ended as ${end?.manifest.status}: ${end?.manifest.error}`);
  tally.expect(trials === ROWS && scorings === ROWS, `${jobId} has ${trials} trials and ${scorings} scorings in its summary`);
}

/** What is in the events is not to be asked for again. */
async function resume(
  server: ChaosServer,
  provider: LoopbackProvider,
  jobId: string,
  kept: Follower,
  tally: Tally,
): Promise<void> {
  const stored = storedPrompts(kept.lines);
  provider.answered.clear();
  const { status } = await server.post(`/api/jobs/${jobId}/resume`);
  tally.expect(status === 202, `resuming ${jobId} was answered with ${status}`);
  const seen = kept.lines.length;
  await kept.read(`${server.url}/api/jobs/${jobId}/events`);
  tally.wrong.push(...kept.faults);
  tally.expect(kept.lines.length >= seen, `${jobId} has fewer events than before`);
  const again = [...provider.answered.keys()].filter((prompt) => stored.has(prompt)).length;
  tally.expect(again === 0, `${again} answers of ${jobId} were paid again`);
}

function storedPrompts(lines: readonly string[]): Set<string> {
  const prompts = new Set<string>();
  for (const line of lines) {
    const { type, payload } = JSON.parse(line.slice('data: '.length)) as TrialLine;
    const messages = type === 'trial' && payload.status === 'success' ? payload.telemetry?.request.prompt : undefined;
    if (messages !== undefined) prompts.add(messages.map(({ content }) => content).join('\n'));
  }
  return prompts;
}
