import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MARK_VARIABLE, OWN_MARK } from './job-mark.ts';
import { ProcessGuard } from './process-guard.ts';
import { isRunning, type KnownProcess, knownProcess, memoryOf } from './process-table.ts';

/** Prints the numbers of four processes that outlive it: in its group, in a session of their own, and without its environment. */
const LEAVES = `
sleep 600 & echo $!
setsid sleep 600 & echo $!
(setsid sleep 600 & echo $!)
env -i setsid sleep 600 & echo $!
read _
`;

const HOARDS = 'const kept = []; for (;;) kept.push(Buffer.alloc(16 * 1024 ** 2, 1));';
const MEMORY_MB = 64;

describe('ProcessGuard', () => {
  let guard: ProcessGuard;
  const started: ChildProcess[] = [];

  beforeEach(() => {
    guard = new ProcessGuard();
  });
  afterEach(() => {
    guard.close();
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  function start(command: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
    const child = spawn(command, args, { detached: true, env: { PATH: process.env['PATH'], ...env } });
    started.push(child);
    return child;
  }

  it('ends all that a process has started, in whatever way', async () => {
    const place = guard.place();
    const child = start('/bin/sh', ['-c', LEAVES], place.environment);
    const guarded = place.guard(child.pid ?? 0, MEMORY_MB);
    guarded.watch();
    const left = await printedProcesses(child, 4);
    await guarded.end();
    for (const one of left) await gone(one);
    expect(left.filter(isRunning)).toEqual([]);
  });

  it('ends a process that takes too much memory without a pause, and knows why it ended', async () => {
    const place = guard.place();
    const child = start(process.execPath, ['-e', HOARDS], place.environment);
    const guarded = place.guard(child.pid ?? 0, MEMORY_MB);
    guarded.watch();
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(guarded.isOverLimit).toBe(true);
  });

  it('counts the memory of what a process has started', async () => {
    const place = guard.place();
    const child = start('/bin/sh', ['-c', '"$0" -e "$1" & wait', process.execPath, HOARDS], place.environment);
    const guarded = place.guard(child.pid ?? 0, MEMORY_MB);
    guarded.watch();
    await once(child, 'exit');
    expect(guarded.isOverLimit).toBe(true);
  });

  it('ends the processes of a server that is gone, and no others', async () => {
    const [namespace, pid, startedAt] = OWN_MARK.split('.');
    const lost = start('sleep', ['600'], { [MARK_VARIABLE]: `${namespace}.${pid}.${Number(startedAt) - 1}.lost` });
    const owned = start('sleep', ['600'], { [MARK_VARIABLE]: `${OWN_MARK}owned` });
    const foreign = start('sleep', ['600'], { [MARK_VARIABLE]: `1.${pid}.1.foreign` });
    const unmarked = start('sleep', ['600'], {});
    guard.endAbandoned();
    expect(await once(lost, 'exit')).toEqual([null, 'SIGKILL']);
    expect([owned, foreign, unmarked].map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null]);
  });

  it('measures what a process has to itself', () => {
    const megabytes = (memoryOf(process.pid) ?? 0) / 1024 ** 2;
    expect(megabytes).toBeGreaterThan(20);
    expect(megabytes * 1024 ** 2).toBeLessThan(process.memoryUsage.rss());
    expect(memoryOf(2 ** 30)).toBeUndefined();
  });
});

async function printedProcesses({ stdout }: ChildProcess, count: number): Promise<KnownProcess[]> {
  if (stdout === null) throw new Error('it prints nothing');
  const found: KnownProcess[] = [];
  for await (const line of createInterface({ input: stdout })) {
    const process = knownProcess(Number(line));
    if (process !== undefined) found.push(process);
    if (found.length === count) break;
  }
  return found;
}

/** Resolves when a process that was ended is no longer there. */
async function gone(process: KnownProcess): Promise<void> {
  while (isRunning(process)) await setTimeout(5);
}
