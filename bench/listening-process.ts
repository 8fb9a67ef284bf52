import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server in a separate process: a Node script that prints its address to standard error. */
export class ListeningProcess {
  readonly url: string;
  /** From the start of the process until it has printed its address. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, startMs: number) {
    this.#child = child;
    this.url = url;
    this.startMs = startMs;
  }

  static async start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ListeningProcess> {
    const began = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
    const kill = (): boolean => child.kill();
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /http:\/\/[\w.:]+/.exec(said);
        if (found !== null) resolve(found[0]);
      });
      child.once('exit', () => reject(new Error(`${args.join(' ')} ended before it listened: ${said}`)));
    });
    return new ListeningProcess(child, url, performance.now() - began);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resident memory in MB, of this process without its children. */
  residentMb(): number {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.pid)], { encoding: 'utf8' })) / 1_000;
  }

  /** Ends it, unless it has ended. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
