import { randomUUID } from 'node:crypto';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { errorCode } from '../../files/error-code.ts';
import { fileState } from '../../files/file-state.ts';

/** A lease that was not renewed for so long is void, whoever holds it. */
const LEASE_MS = 30_000;

export const RENEWAL_MS = 5_000;

const living = new Set<string>();

/** Who runs a job: one store in one process on one host. A restarted container may have the same host and pid again. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly instance: string;
}

/** A new holder in this process, alive until `retireHolder`. */
export function newHolder(): Holder {
  const instance = randomUUID();
  living.add(instance);
  return { host: hostname(), pid: process.pid, instance };
}

/** From now on all that it still holds counts as abandoned, for the other stores of this process at once. */
export function retireHolder(holder: Holder): void {
  living.delete(holder.instance);
}

/** Writes `.lease`. It says who runs the job, and by its time of modification that they still do. */
export async function takeLease(path: string, holder: Holder, nowMs: number): Promise<void> {
  await writeFile(path, JSON.stringify(holder));
  await touch(path, nowMs);
}

/** Renews a lease. False when it is no longer the holder's: somebody took the job over, or removed it. */
export async function renewLease(path: string, holder: Holder, nowMs: number): Promise<boolean> {
  const found = await readHolder(path);
  if (found === undefined ? (await fileState(path)) === undefined : found.instance !== holder.instance) return false;

  await touch(path, nowMs);
  return true;
}

export async function dropLease(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Whether the job beside a lease is run by somebody; `absent` where there is no lease. */
export async function leaseState(path: string, nowMs: number): Promise<'live' | 'stale' | 'absent'> {
  const state = await fileState(path);
  if (state === undefined) return 'absent';

  const isFresh = nowMs - state.modifiedMs < LEASE_MS;
  return isFresh && isAlive(await readHolder(path)) ? 'live' : 'stale';
}

async function touch(path: string, nowMs: number): Promise<void> {
  await utimes(path, nowMs / 1000, nowMs / 1000);
}

/** `undefined` where it can't be read: it may just be being written. */
async function readHolder(path: string): Promise<Partial<Holder> | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof holder === 'object' && holder !== null ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Partial<Holder> | undefined): boolean {
  if (holder?.host !== hostname() || holder.pid === undefined) return true;

  return holder.pid === process.pid ? living.has(holder.instance ?? '') : isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
