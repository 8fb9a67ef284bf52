import { AssayServer } from '../assay-server.ts';
import { drain, send, sizeOf } from '../client.ts';
import type { Figure } from '../figure.ts';
import { longestWaitDuring } from '../longest-wait.ts';
import { megabytesPerSecond, median, milliseconds, percent } from '../numbers.ts';
import { withBareServer } from '../with-bare-server.ts';

/** One client finishes so fast that a figure takes several repetitions. */
const REPETITIONS: ReadonlyMap<number, number> = new Map([
  [1, 9],
  [50, 3],
  [200, 3],
]);
const AIMS: ReadonlyMap<number, string> = new Map([
  [1, '< 113 ms, ≥ 70 %'],
  [50, '< 1 s, ≥ 70 %'],
  [200, '≥ 70 %'],
]);

interface Replay {
  readonly ms: number;
  readonly bytes: number;
}

function speed({ ms, bytes }: Replay): string {
  return `${milliseconds(ms)}, ${megabytesPerSecond(bytes, ms)}`;
}

async function replayTo(clients: number, url: string): Promise<Replay> {
  const began = performance.now();
  const sizes = await Promise.all(Array.from({ length: clients }, () => sizeOf(url)));
  return { ms: performance.now() - began, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Repeats a replay with a health check in parallel. `waitMs` is the longest wait of a health check; both are medians. */
async function replays(clients: number, url: string, origin: string): Promise<Replay & { readonly waitMs: number }> {
  const timed: Replay[] = [];
  const waits: number[] = [];
  for (let left = REPETITIONS.get(clients) ?? 0; left > 0; left -= 1)
    waits.push(await longestWaitDuring(origin, async () => void timed.push(await replayTo(clients, url))));

  return { ms: median(timed.map(({ ms }) => ms)), bytes: timed[0]?.bytes ?? 0, waitMs: median(waits) };
}

/** Replays a finished job of 10,000 events to many clients at once, with a health check in parallel. */
export const replay: Figure = {
  name: 'replay',
  async *measure() {
    const server = await AssayServer.start();
    try {
      const { jobId } = await server.finishedJob({ examples: 'five_thousand' });
      const url = server.eventsUrl(jobId);
      const pieces: Buffer[] = [];
      await drain(await send(url), (piece) => pieces.push(piece));
      for (const clients of [1, 50, 200]) {
        const ours = await replays(clients, url, server.url);
        const bare = await withBareServer(Buffer.concat(pieces), (origin) => replays(clients, `${origin}/stream`, origin));
        if (ours.bytes !== bare.bytes) throw new Error('the two did not send the same bytes');
        yield {
          what: `replay of 10,000 events to ${String(clients)}`,
          ours: `${speed(ours)} (${percent(bare.ms / ours.ms)})`,
          limit: `${speed(bare)} node:http`,
          aim: AIMS.get(clients) ?? '',
        };
        yield {
          what: `longest wait of a health check beside`,
          ours: milliseconds(ours.waitMs),
          limit: `${milliseconds(bare.waitMs)} node:http`,
          aim: '< 50 ms',
        };
      }
    } finally {
      await server.close();
    }
  },
};
