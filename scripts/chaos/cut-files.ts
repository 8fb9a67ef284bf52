import { cp, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventLines } from '../../src/domain/event-batch.ts';
import { FileJobStore } from '../../src/storage/file/file-job-store.ts';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';

const TAIL_BYTES = 4_096;
const BYTES_A_MINUTE = 2_000;

/** The files of a job end at any byte of their last 4 KB, as after a crash of another file system: what is whole is read. */
export const cutFiles: Fault = {
  name: 'cut-files',
  async *strike({ minutes }: Effort) {
    const server = await ChaosServer.start();
    try {
      const whole = await server.startJob({ examples: 'ten' });
      const cut = await server.startJob({ examples: 'ten' });
      await server.settled(cut);
      await server.close({ keepsRoot: true });
      const step = Math.max(1, Math.ceil(TAIL_BYTES / Math.max(64, minutes * BYTES_A_MINUTE)));
      for (const file of ['events.jsonl', 'manifest.json', 'summary.json']) {
        const tally = new Tally();
        await cutEverywhere(server.root, { whole, cut, file, step }, tally);
        yield tally.outcome(
          `${file} cut at every ${step === 1 ? 'byte' : `${step} bytes`} of its last 4 KB`,
          'whole lines, the other job',
        );
      }
    } finally {
      await server.close();
    }
  },
};

interface Cut {
  readonly whole: string;
  readonly cut: string;
  readonly file: string;
  readonly step: number;
}

async function cutEverywhere(root: string, { whole, cut, file, step }: Cut, tally: Tally): Promise<void> {
  const folder = join(root, 'jobs', cut);
  const kept = join(root, 'kept');
  await cp(folder, kept, { recursive: true });
  const bytes = await readFile(join(kept, file));
  const events = await readFile(join(kept, 'events.jsonl'), 'utf8');
  for (let size = Math.max(0, bytes.length - TAIL_BYTES); size < bytes.length; size += step) {
    await writeFile(join(folder, file), bytes);
    await truncate(join(folder, file), size);
    tally.tries += 1;
    const due = file === 'events.jsonl' ? events.slice(0, events.lastIndexOf('\n', size - 1) + 1) : events;
    const began = performance.now();
    await look(root, { whole, cut, due }, tally);
    tally.recovered(performance.now() - began);
  }
  await cp(kept, folder, { recursive: true });
}

async function look(
  root: string,
  { whole, cut, due }: { whole: string; cut: string; due: string },
  tally: Tally,
): Promise<void> {
  const store = new FileJobStore(root);
  try {
    await store.recover();
    const { jobs } = await store.list();
    tally.expect(jobs.length === 2, `${jobs.length} of 2 jobs are listed`);
    tally.expect((await store.find(whole))?.status === 'done', 'the other job is no longer done');
    await store.summary(cut);
    let found = '';
    for await (const batch of store.read(cut, 0)) for (const line of eventLines(batch)) found += `${line.toString('utf8')}\n`;
    const [lost, more] = [due.split('\n').length - found.split('\n').length, !due.startsWith(found)];
    tally.lost += Math.max(0, lost);
    tally.expect(!more, 'events are read that are not there');
  } catch (error) {
    tally.wrong.push(String(error));
  } finally {
    await store.close();
  }
}
