import { setTimeout as delay } from 'node:timers/promises';
import { AssayServer } from '../assay-server.ts';
import type { Figure } from '../figure.ts';

const REST_MS = 1_200;

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}

async function runJobs(server: AssayServer, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    const jobId = await server.startJob({ workers: 32 });
    await server.follow(jobId);
    await server.settled(jobId);
  }
}

async function residentAtRest(server: AssayServer): Promise<number> {
  await delay(REST_MS);
  return server.process.residentMb();
}

/** Resident memory of the server's process, before and after jobs of 1,000 examples with one live client. */
export const memory: Figure = {
  name: 'memory',
  async *measure() {
    const server = await AssayServer.start();
    try {
      const counts = [0, 1, 25, 50, 100];
      const sizes: string[] = [];
      let done = 0;
      for (const count of counts) {
        await runJobs(server, count - done);
        done = count;
        sizes.push(megabytes(await residentAtRest(server)));
      }
      yield { what: `resident memory after ${counts.join(', ')} jobs`, ours: sizes.join(', '), limit: '', aim: 'flat' };
    } finally {
      await server.close();
    }
  },
};
