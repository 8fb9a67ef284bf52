import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssayServer } from '../assay-server.ts';
import type { Figure } from '../figure.ts';
import { ListeningProcess } from '../listening-process.ts';
import { median, milliseconds } from '../numbers.ts';

const REPETITIONS = 5;

async function startMs(launch: () => Promise<ListeningProcess>): Promise<number> {
  const times: number[] = [];
  for (let done = 0; done < REPETITIONS; done += 1) {
    const server = await launch();
    times.push(server.startMs);
    await server.stop();
  }
  return median(times);
}

/** From the start of the process until it listens. */
export const startUp: Figure = {
  name: 'start-up',
  async *measure() {
    const root = await mkdtemp(join(tmpdir(), 'assay-bench-'));
    const script = join(import.meta.dirname, '..', 'bare-server.ts');
    const ours = await startMs(() => AssayServer.launch(root));
    const bare = await startMs(() => ListeningProcess.start([script, script]));
    await rm(root, { recursive: true });
    yield {
      what: 'start to listening',
      ours: milliseconds(ours),
      limit: `${milliseconds(bare)} node:http`,
      aim: '',
    };
  },
};
