import { setTimeout as delay } from 'node:timers/promises';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';
import { type Behaviour, LoopbackProvider } from './loopback-provider.ts';

const ROWS = 100;
const BAD_MS = 4_000;

/** So few retries that calls have used them up long before the provider is back. */
const ENV = { ASSAY_MODEL_TIMEOUT_SECONDS: '2', ASSAY_MODEL_MAX_RETRIES: '2' };

const WORKERS = 4;

const WAYS: readonly (readonly [behaviour: Behaviour, fault: string, workers: number])[] = [
  ['hang', 'a provider that never answers', WORKERS],
  ['reset', 'a provider that resets connections', WORKERS],
  ['trickle', 'a provider that sends a byte now and then', WORKERS],
  ['storm', 'a storm of 429s', WORKERS],
  ['errors', 'a provider with 500s', WORKERS],
  ['errors', 'a provider with 500s, one worker', 1],
  ['reset', 'a provider that resets connections, one worker', 1],
];

/** A provider is bad in the middle of a job, for some seconds: the job is slower, and no trial is lost for it. */
export const providers: Fault = {
  name: 'providers',
  async *strike({ minutes }: Effort) {
    const provider = await LoopbackProvider.start();
    const server = await ChaosServer.start({ ...provider.env, ...ENV });
    try {
      for (const [behaviour, fault, workers] of WAYS) {
        const tally = new Tally();
        for (tally.tries = 0; tally.tries < Math.max(1, Math.round(minutes)); tally.tries += 1)
          await strikeOnce(server, provider, { behaviour, workers }, tally);
        yield tally.outcome(`${fault}, for ${BAD_MS / 1_000} s`, 'every trial there, none failed');
      }
    } finally {
      await server.close();
      provider.close();
    }
  },
};

async function strikeOnce(
  server: ChaosServer,
  provider: LoopbackProvider,
  { behaviour, workers }: { readonly behaviour: Behaviour; readonly workers: number },
  tally: Tally,
): Promise<void> {
  provider.behaviour = 'well';
  const jobId = await server.startJob({ model: 'compatible:chaos', workers });
  await delay(100);
  provider.behaviour = behaviour;
  await delay(BAD_MS);
  provider.behaviour = 'well';
  const began = performance.now();
  const end = await server.settled(jobId);
  tally.recovered(performance.now() - began);
  const { trial_count: trials = 0, failure_rate: failed = 1 } = end?.summary ?? {};
  tally.lost += ROWS - trials;
  tally.expect(end?.manifest.status === 'done', `${behaviour}: the job is ${end?.manifest.status}: ${end?.manifest.error}`);
  tally.expect(failed === 0, `${behaviour}: ${Math.round(failed * trials)} trials failed`);
}
