import { AssayServer } from '../assay-server.ts';
import { drain, send } from '../client.ts';
import { DelayMeter } from '../delay-meter.ts';
import type { Figure } from '../figure.ts';
import { milliseconds, quantile } from '../numbers.ts';
import { withBareServer } from '../with-bare-server.ts';

const MODEL = 'local:echo?latency_ms=20&jitter_ms=10';

function spread(delays: readonly number[]): string {
  return `p50 ${milliseconds(quantile(delays, 0.5))}, p99 ${milliseconds(quantile(delays, 0.99))}`;
}

async function bareDelays(url: string): Promise<readonly number[]> {
  const meter = new DelayMeter();
  await drain(await send(`${url}/durable`), meter.take);
  return meter.delays;
}

/** From the return of a program until a live client has the event, which is made durable in between. */
export const delivery: Figure = {
  name: 'delivery',
  async *measure() {
    const server = await AssayServer.start();
    try {
      const limit = spread(await withBareServer(Buffer.from(''), bareDelays));
      for (const workers of [1, 8, 32]) {
        const meter = new DelayMeter();
        const examples = workers === 1 ? 'hundred' : 'thousand';
        const jobId = await server.startJob({ model: MODEL, workers, examples });
        await server.follow(jobId, meter.take);
        await server.settled(jobId);
        yield {
          what: `produced to received, ${String(workers)} workers`,
          ours: spread(meter.delays),
          limit: `${limit} write + fdatasync + node:http`,
          aim: '≈ 0.7–2.4 ms',
        };
      }
    } finally {
      await server.close();
    }
  },
};
