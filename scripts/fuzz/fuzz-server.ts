import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scope, SCOPES } from '../../src/config/scope.ts';
import { keyFiles } from '../../src/http/access/key-file.ts';
import { addKey, revokeKey } from '../../src/http/access/key-list.ts';
import { writeFuzzProject } from './fuzz-project.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** One address sends everything, and jobs find a place. */
const ENV = {
  ASSAY_MAX_REQUESTS_PER_MINUTE: '0',
  ASSAY_MAX_WRONG_KEYS_PER_MINUTE: '0',
  ASSAY_MAX_RUNNING_JOBS: '2',
  ASSAY_MAX_QUEUED_JOBS: '100000',
  ASSAY_MAX_STREAMS: '1000',
  ASSAY_LOG_LEVEL: 'error',
  ASSAY_BODY_LIMIT: String(1024 * 1024),
};

/** How much of what the server said is kept, for a fault. */
const TAIL_CHARACTERS = 20_000;

/** The keys that the server has: one of each scope, and two that are no longer valid. */
export type KeyName = Scope | 'revoked' | 'expired';

/** The built server in a process of its own, over a projects root of its own, with keys. */
export class FuzzServer {
  readonly root: string;
  readonly url: string;
  readonly keys: Readonly<Record<KeyName, string>>;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(root: string, keys: Readonly<Record<KeyName, string>>, child: ChildProcess, url: string) {
    this.root = root;
    this.keys = keys;
    this.url = url;
    this.#child = child;
    const keep = (text: string): void => {
      this.#said = (this.#said + text).slice(-TAIL_CHARACTERS);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.on('data', keep);
  }

  static async start(): Promise<FuzzServer> {
    const root = await mkdtemp(join(tmpdir(), 'assay-fuzz-'));
    await writeFuzzProject(root);
    const storage = join(root, '.storage');
    const keys = await writeKeys(join(storage, 'keys.json'));
    const args = [MAIN, 'serve', '--port', '0', '--projects-root', root, '--storage', storage];
    const env = { ...process.env, ...ENV, ASSAY_BENCHMARKS_DIR: join(root, '.benchmarks') };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const kill = (): boolean => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    return new FuzzServer(root, keys, child, await addressOf(child));
  }

  /** The last that it wrote, the causes of its faults among it. */
  get said(): string {
    return this.#said;
  }

  /** Whether its process runs and answers `/api/health`. */
  async isWell(): Promise<boolean> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return false;
    try {
      return (await fetch(`${this.url}/api/health`, { signal: AbortSignal.timeout(60_000) })).status === 200;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function writeKeys(path: string): Promise<Record<KeyName, string>> {
  const list = keyFiles(path).keys;
  const now = new Date();
  const add = (name: KeyName, scope: Scope, expiresAt: string | null): Promise<string> =>
    addKey(list, { name, scope, expiresAt }, now);
  const keys: Partial<Record<KeyName, string>> = {};
  for (const scope of SCOPES) keys[scope] = await add(scope, scope, null);
  const expired = await add('expired', 'admin', '2020-01-01T00:00:00.000Z');
  const revoked = await add('revoked', 'admin', null);
  await revokeKey(list, 'revoked');
  return { ...(keys as Record<Scope, string>), expired, revoked };
}

async function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const look = (text: string): void => {
      said += text;
      const found = /http:\/\/[\w.:]+/.exec(said);
      if (found === null) return;
      child.stderr?.off('data', look);
      resolve(found[0]);
    };
    child.stderr?.setEncoding('utf8').on('data', look);
    child.once('exit', () => reject(new Error(`the server ended before it listened: ${said}`)));
  });
}
