import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../files/error-code.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { isRunning } from '../file/lease.ts';

/** A claim of another host that was not renewed for so long is void. */
const CLAIM_MS = 60_000;
const RENEWAL_MS = 15_000;

/** Processes that may share one storage folder. */
const MOST_FOLDERS = 1_000;

/** Claims of this process that are open. */
const open = new Set<string>();

/** A folder for the replica of one process: another process over the same storage folder gets another one, and one that was left is used again. */
export class ReplicaFolder {
  readonly path: string;
  readonly #claim: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(path: string) {
    this.path = path;
    this.#claim = claimFile(path);
    open.add(this.#claim);
    this.#timer = setInterval(() => {
      const now = new Date();
      void utimes(this.#claim, now, now).catch(() => undefined);
    }, RENEWAL_MS).unref();
  }

  /** Claims one below `root` for a database. */
  static async claim(root: string, databaseId: string): Promise<ReplicaFolder> {
    await mkdir(root, { recursive: true, mode: PRIVATE_FOLDER });
    for (let at = 0; at < MOST_FOLDERS; at += 1) {
      const path = join(root, `${databaseId}-${at}`);
      if (await isClaimed(claimFile(path))) return new ReplicaFolder(path);
    }
    throw new Error(`all of ${MOST_FOLDERS} replicas in ${root} are in use`);
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    open.delete(this.#claim);
    await rm(this.#claim, { force: true });
  }
}

function claimFile(path: string): string {
  return `${path}.claim`;
}

/** Whether the claim is ours now. */
async function isClaimed(file: string): Promise<boolean> {
  const holder = JSON.stringify({ host: hostname(), pid: process.pid, instance: randomUUID() });
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      await writeFile(file, holder, { flag: 'wx', mode: PRIVATE_FILE });
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (!(await isVoid(file))) return false;
    await rm(file, { force: true });
  }
  return false;
}

async function isVoid(file: string): Promise<boolean> {
  const [text, facts] = await Promise.all([readFile(file, 'utf8').catch(() => ''), stat(file).catch(() => undefined)]);
  const { host, pid } = holderIn(text);
  if (host !== hostname() || pid === undefined) return facts === undefined || Date.now() - facts.mtimeMs > CLAIM_MS;
  return pid === process.pid ? !open.has(file) : !isRunning(pid);
}

function holderIn(text: string): { readonly host?: string; readonly pid?: number } {
  try {
    return JSON.parse(text) as { host?: string; pid?: number };
  } catch {
    return {};
  }
}
