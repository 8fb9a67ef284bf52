import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AssayServer } from '../assay-server.ts';
import { firstPiece, sizeOf } from '../client.ts';
import type { Figure } from '../figure.ts';
import { median, milliseconds } from '../numbers.ts';
import { repeat } from '../repeat.ts';
import { withBareServer } from '../with-bare-server.ts';

const REPETITIONS = 5;

/** From sending the POST until the first bytes of the first event arrive. */
async function untilFirstEvent(server: AssayServer): Promise<number> {
  const began = performance.now();
  const jobId = await server.startJob({ examples: 'hundred' });
  await firstPiece(server.eventsUrl(jobId));
  const took = performance.now() - began;
  await server.settled(jobId);
  return took;
}

async function rightAfterAnother(server: AssayServer): Promise<number> {
  await untilFirstEvent(server);
  return untilFirstEvent(server);
}

async function rightAfterStart(): Promise<number> {
  const server = await AssayServer.start();
  try {
    return await untilFirstEvent(server);
  } finally {
    await server.close();
  }
}

/** The cost of any process: a bare fork until its first message. */
async function bareFork(): Promise<number> {
  const began = performance.now();
  const child = fork(join(import.meta.dirname, '..', 'bare-child.ts'));
  await once(child, 'message');
  const took = performance.now() - began;
  child.disconnect();
  return took;
}

async function bareExchange(url: string): Promise<number> {
  const began = performance.now();
  await sizeOf(`${url}/api/health`);
  await firstPiece(`${url}/stream`);
  return performance.now() - began;
}

/** From POST to the first event: with the warm child, right after another job, and right after the start. */
export const firstEvent: Figure = {
  name: 'first-event',
  async *measure() {
    const fork = `${milliseconds(median(await repeat(3, bareFork)))} bare fork`;
    const server = await AssayServer.start();
    try {
      const exchange = await withBareServer(Buffer.from('data: {}\n\n'), (url) => repeat(3, () => bareExchange(url)));
      const warm = median(await repeat(REPETITIONS, () => untilFirstEvent(server)));
      const limit = `${milliseconds(median(exchange))} two requests, node:http`;
      yield { what: 'POST to first event, warm child', ours: milliseconds(warm), limit, aim: '< 100 ms' };
      const next = median(await repeat(REPETITIONS, () => rightAfterAnother(server)));
      yield { what: 'POST to first event, right after a short job', ours: milliseconds(next), limit: fork, aim: '' };
    } finally {
      await server.close();
    }
    const cold = median(await repeat(3, rightAfterStart));
    yield { what: 'POST to first event, right after the start', ours: milliseconds(cold), limit: fork, aim: '' };
  },
};
