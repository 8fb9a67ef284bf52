import { randomUUID } from 'node:crypto';
import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Clock } from '../../domain/clock.ts';
import { readDocument } from '../../files/durable-file.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import { errorCode } from '../../files/error-code.ts';
import { fileState } from '../../files/file-state.ts';
import { PRIVATE_FILE } from '../../files/private-mode.ts';
import type { JobFolder } from './job-folder.ts';

/** A lease that was not renewed for this long is void. */
const LEASE_MS = 30_000;

const RENEWAL_MS = 5_000;

/** A holder this late with its renewal may have been suspended: it checks its lease again before it writes. */
const SUSPENDED_MS = 2 * RENEWAL_MS;

/** Holders of this process whose store is open. */
const living = new Set<string>();

/** Who runs a job: one store in one process on one host. A restarted container may have the same host and pid again. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly instance: string;
  /** Whether a job that is still queued is about to run. */
  readonly hasPlace?: boolean;
}

/** Whether a process runs the job, or has it in its queue; `absent` when there is no lease. */
export interface LeaseState {
  readonly state: 'live' | 'stale' | 'absent';
  /** Whether a job that is still queued is about to run. */
  readonly hasPlace: boolean;
}

/** Whether a job is still ours: we hold its lease, another process has taken it over, or its folder is gone. */
export type Standing = 'held' | 'taken' | 'gone';

interface HeldLease {
  readonly folder: JobFolder;
  hasPlace: boolean;
  standing: Standing;
  renewedMs: number;
}

/** Whose the jobs of a store are, so far as it takes to write them. */
export interface Leases {
  /** Writes a lease into a folder, which may be a draft that still has to move to its place. */
  write(folder: JobFolder, hasPlace?: boolean): Promise<void>;
  /** Says in the lease of a queued job that it is about to run. */
  takePlace(jobId: string): Promise<void>;
  /** Renews the lease in a folder from now on. */
  hold(folder: JobFolder): void;
  /** Whether a job is still ours to write. */
  confirm(jobId: string): Promise<Standing>;
  /** Whether a job that was ours, and whose lease is no longer renewed, still is. */
  standing(folder: JobFolder): Promise<Standing>;
  /** Renews the lease of a job no longer, and leaves it to become void. */
  abandon(jobId: string): void;
  /** Removes the lease of a job that has ended. */
  release(folder: JobFolder): Promise<void>;
  /** Leaves the leases where they are, but void for the other stores of this process: their jobs were not ended. */
  close(): void;
}

/** For folders that one process alone writes, as somebody else says: all of them are its own, and nothing in them says so. */
export const NO_LEASES: Leases = {
  write: async () => undefined,
  takePlace: async () => undefined,
  hold: () => undefined,
  confirm: async () => 'held',
  standing: async () => 'held',
  abandon: () => undefined,
  release: async () => undefined,
  close: () => undefined,
};

/**
 * The leases of the jobs that a store runs: small files `.lease` that name the store, and by their time of modification say
 * that it still runs the job. They are renewed until they are released or the store is closed.
 */
export class HeldLeases implements Leases {
  readonly #clock: Clock;
  readonly #holder: Holder = { host: hostname(), pid: process.pid, instance: randomUUID() };
  readonly #held = new Map<string, HeldLease>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    living.add(this.#holder.instance);
  }

  async write(folder: JobFolder, hasPlace = false): Promise<void> {
    const draft = `${folder.lease}.${this.#holder.instance}`;
    await writeFile(draft, JSON.stringify(hasPlace ? { ...this.#holder, hasPlace } : this.#holder), { mode: PRIVATE_FILE });
    await touch(draft, this.#nowMs());
    // As a whole, and whatever was in its place: to write into a pipe might take for ever.
    await rename(draft, folder.lease);
  }

  async takePlace(jobId: string): Promise<void> {
    const lease = this.#held.get(jobId);
    if (lease === undefined) throw new Error(`job ${jobId} is not held by this process`);
    await this.write(lease.folder, true);
    lease.hasPlace = true;
  }

  hold(folder: JobFolder): void {
    this.#held.set(folder.jobId, { folder, hasPlace: false, standing: 'held', renewedMs: this.#nowMs() });
    this.#timer ??= setInterval(() => void this.#renewAll(), RENEWAL_MS).unref();
  }

  /** Whether a job is still ours to write. Looks at the disk only if the last renewal is long ago or found no folder. */
  async confirm(jobId: string): Promise<Standing> {
    const lease = this.#held.get(jobId);
    if (lease === undefined) return 'taken';
    const isUnsure = lease.standing === 'gone' || this.#nowMs() - lease.renewedMs > SUSPENDED_MS;
    if (lease.standing !== 'taken' && isUnsure) await this.#renew(lease);
    return lease.standing;
  }

  async standing(folder: JobFolder): Promise<Standing> {
    const holder = await readHolder(folder.lease);
    if (holder !== undefined) return holder.instance === this.#holder.instance ? 'held' : 'taken';
    if ((await fileState(folder.manifest)) === undefined) return 'gone';
    const isUnreadable = (await fileState(folder.lease)) !== undefined;
    return isUnreadable || !(await hasEnded(folder)) ? 'held' : 'taken';
  }

  abandon(jobId: string): void {
    this.#held.delete(jobId);
  }

  async release(folder: JobFolder): Promise<void> {
    this.#held.delete(folder.jobId);
    await dropLease(folder);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#held.clear();
    living.delete(this.#holder.instance);
  }

  async #renewAll(): Promise<void> {
    for (const lease of this.#held.values()) await this.#renew(lease).catch(() => undefined);
  }

  /** A lease that is missing while its job has not ended was removed by hand: it is written again. */
  async #renew(lease: HeldLease): Promise<void> {
    const nowMs = this.#nowMs();
    lease.standing = await this.standing(lease.folder);
    if (lease.standing !== 'held') return;
    await touch(lease.folder.lease, nowMs).catch(() => this.write(lease.folder, lease.hasPlace));
    lease.renewedMs = nowMs;
  }

  #nowMs(): number {
    return Date.parse(this.#clock.now());
  }
}

export async function dropLease(folder: JobFolder): Promise<void> {
  await rm(folder.lease, { force: true });
}

export async function leaseState(folder: JobFolder, nowMs: number): Promise<LeaseState> {
  const file = await fileState(folder.lease);
  if (file === undefined) return { state: 'absent', hasPlace: false };
  if (nowMs - file.modifiedMs >= LEASE_MS) return { state: 'stale', hasPlace: false };
  const holder = await readHolder(folder.lease);
  return isAlive(holder) ? { state: 'live', hasPlace: holder?.hasPlace === true } : { state: 'stale', hasPlace: false };
}

async function touch(path: string, nowMs: number): Promise<void> {
  await utimes(path, nowMs / 1000, nowMs / 1000);
}

/** `undefined` when it can't be read: it may be missing, or half written. */
async function readHolder(path: string): Promise<Partial<Holder> | undefined> {
  try {
    const holder: unknown = JSON.parse(await readUtf8File(path));
    return typeof holder === 'object' && holder !== null ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** A process that takes a job over writes its end into the manifest before it removes the lease. */
async function hasEnded(folder: JobFolder): Promise<boolean> {
  const manifest = await readDocument(folder.manifest).catch(() => undefined);
  const status = typeof manifest === 'object' && manifest !== null && 'status' in manifest ? manifest.status : undefined;
  return status !== undefined && status !== 'running' && status !== 'queued';
}

function isAlive(holder: Partial<Holder> | undefined): boolean {
  if (holder?.host !== hostname() || holder.pid === undefined) return true;
  return holder.pid === process.pid ? living.has(holder.instance ?? '') : isRunning(holder.pid);
}

/** Whether a process of this machine is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
