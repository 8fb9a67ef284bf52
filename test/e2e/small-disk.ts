import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '24m';

/**
 * A folder on a small disk of its own, where this user may mount one. Elsewhere the system lets no file of a process grow, which
 * a process can't tell from a full disk but by the code of the error.
 */
export class SmallDisk {
  readonly path: string;
  readonly #isMounted: boolean;

  private constructor(path: string, isMounted: boolean) {
    this.path = path;
    this.#isMounted = isMounted;
  }

  static async make(): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'assay-small-disk-'));
    return new SmallDisk(path, hasRun('mount', '-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path));
  }

  /** Takes all room that is left from a process. It may find some again in its own files: then this is to be done again. */
  async fill(pid: number): Promise<void> {
    if (!this.#isMounted) {
      limitFiles(pid, '0:unlimited');
      return;
    }
    const { bavail, bsize } = await statfs(this.path);
    // The process may take some of it meanwhile.
    await appendFile(this.#filler, Buffer.alloc(bavail * bsize)).catch(() => undefined);
  }

  /** Gives the room back. */
  async free(pid: number): Promise<void> {
    if (this.#isMounted) await rm(this.#filler);
    else limitFiles(pid, 'unlimited:unlimited');
  }

  /** Starts a process on the disk, which nobody may write to. */
  async serveReadOnly(start: () => Promise<void>, pid: () => number): Promise<void> {
    if (this.#isMounted) execFileSync('mount', ['-o', 'remount,ro', this.path]);
    await start();
    if (!this.#isMounted) limitFiles(pid(), '0:unlimited');
  }

  /** Ends that. */
  letWrite(pid: number): void {
    if (this.#isMounted) execFileSync('mount', ['-o', 'remount,rw', this.path]);
    else limitFiles(pid, 'unlimited:unlimited');
  }

  async remove(): Promise<void> {
    if (this.#isMounted) execFileSync('umount', ['-l', this.path]);
    await rm(this.path, { recursive: true, force: true });
  }

  get #filler(): string {
    return join(this.path, 'filler');
  }
}

function limitFiles(pid: number, limit: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
}

function hasRun(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
