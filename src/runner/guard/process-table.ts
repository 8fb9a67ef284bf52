import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process may be known by again: a number alone is given to another process one day. */
export interface KnownProcess {
  readonly pid: number;
  /** When it started, in the kernel's clock ticks since boot. */
  readonly startedAt: string;
}

/** The system's own table of processes, as Linux shows it in `/proc`. On other systems everything here is `undefined` or empty. */

/** Bytes that a process has to itself or shares as memory: code and files that are mapped do not count, swapped pages do. */
export function memoryOf(pid: number): number | undefined {
  const status = textOf(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  let kilobytes = 0;
  for (const [, amount] of status.matchAll(/^(?:RssAnon|RssShmem|VmSwap):\s+(\d+) kB$/gm)) kilobytes += Number(amount);
  return kilobytes * 1024;
}

export function isSuspended(pid: number): boolean {
  return /^State:\s+T/m.test(textOf(`/proc/${pid}/status`) ?? '');
}

/** `undefined` also for one that has ended, and waits only for its parent to notice. */
export function knownProcess(pid: number): KnownProcess | undefined {
  // The name of the program, in parentheses, may hold spaces and parentheses.
  const fields = textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  const state = fields?.[0];
  const startedAt = fields?.[19];
  return startedAt === undefined || state === 'Z' ? undefined : { pid, startedAt };
}

/** Whether the process is still there, and not another one with its number. */
export function isRunning({ pid, startedAt }: KnownProcess): boolean {
  return knownProcess(pid)?.startedAt === startedAt;
}

/** The processes that a process has started, those that they have started, and so on. */
export function descendantsOf(pid: number): number[] {
  const found = [pid];
  for (const parent of found) {
    for (const thread of entriesOf(`/proc/${parent}/task`)) {
      const children = textOf(`/proc/${parent}/task/${thread}/children`)?.trim() ?? '';
      if (children !== '') found.push(...children.split(' ').map(Number));
    }
  }
  return found.slice(1);
}

/** The values of an environment variable in all processes of this user that have it. They inherit it, whatever else they leave behind. */
export function processesWith(variable: string): Map<number, string> {
  const start = `${variable}=`;
  const found = new Map<number, string>();
  for (const name of entriesOf('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = textOf(`/proc/${name}/environ`);
    if (text?.includes(start) !== true) continue;
    const entry = text.split('\0').find((line) => line.startsWith(start));
    if (entry !== undefined) found.set(Number(name), entry.slice(start.length));
  }
  return found;
}

/** The numbers of processes mean something only within a namespace, such as one container. */
export function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `undefined` where the process is gone, is another user's, or there is no such table. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
