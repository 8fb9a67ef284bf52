import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';
import { Follower, lostBetween } from './follower.ts';

const TRIES_A_MINUTE = 3;
const SIZE = '24m';
const ROOM_BYTES = 64 * 1024;

/** The disk is full in the middle of a job: a small file system in memory, if this user may mount one. */
export const fullDisk: Fault = {
  name: 'full-disk',
  async *strike({ minutes }: Effort) {
    const folder = await mkdtemp(join(tmpdir(), 'assay-chaos-disk-'));
    const tally = new Tally();
    if (!isMounted(folder)) {
      await rm(folder, { recursive: true });
      yield tally.outcome('full disk', 'not tried: this user may mount no tmpfs');
      return;
    }
    try {
      const tries = Math.max(2, Math.round(minutes * TRIES_A_MINUTE));
      for (tally.tries = 0; tally.tries < tries; tally.tries += 1)
        await strikeOnce(join(folder, `try-${tally.tries}`), folder, tally);
    } finally {
      execFileSync('umount', [folder]);
      await rm(folder, { recursive: true });
    }
    yield tally.outcome(`full disk (a tmpfs of ${SIZE})`, 'events seen, the end of the job, the next job');
  },
};

async function strikeOnce(root: string, disk: string, tally: Tally): Promise<void> {
  const server = await ChaosServer.start({}, root);
  const filler = join(disk, 'filler');
  try {
    const jobId = await server.startJob({ examples: 'thousand' });
    const before = new Follower();
    const reading = before.read(`${server.url}/api/jobs/${jobId}/events`);
    await delay(Math.random() * 600);
    await fill(filler, disk);
    const end = await server.settled(jobId);
    tally.expect(end?.manifest.status === 'error' || end?.manifest.status === 'done', `the job is ${end?.manifest.status}`);
    const refused = await server.post('/api/evaluate', {});
    tally.expect(refused.status === 422, `a bad request was answered with ${refused.status} while the disk was full`);
    await rm(filler);
    const began = performance.now();
    const next = await server.settled(await server.startJob({ examples: 'ten' }));
    tally.recovered(performance.now() - began);
    tally.expect(next?.manifest.status === 'done', `the next job is ${next?.manifest.status}: ${next?.manifest.error}`);
    await reading;
    await server.killAndRestart();
    const after = new Follower();
    await after.read(`${server.url}/api/jobs/${jobId}/events`);
    tally.lost += lostBetween(before, after);
    tally.wrong.push(...before.faults, ...after.faults);
  } finally {
    await rm(filler, { force: true });
    await server.close();
  }
}

/** Leaves a little room, which the job soon takes, if it has not been faster. */
async function fill(filler: string, disk: string): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - ROOM_BYTES))).catch(() => undefined);
}

function isMounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
