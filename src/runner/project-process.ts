import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../config/config.ts';
import type { Order, Report } from './child-protocol.ts';

const CHILD_ENTRY = fileURLToPath(new URL(`./child${extname(import.meta.url)}`, import.meta.url));
/** Where the engine's compiled code is kept, so that the next process starts in less time. */
const COMPILE_CACHE = environment.NODE_COMPILE_CACHE ?? join(tmpdir(), 'assay-compile-cache');
const KEPT_OUTPUT_CHARS = 4_000;
const STOP_GRACE_MS = 5_000;
/** What a process takes beside the heap that the limit is about. */
const OVERHEAD_MB = 256;

export interface ProcessLimits {
  readonly memoryMb: number;
  /** How long the project's code may keep the process from answering. */
  readonly unresponsiveMs: number;
}

type Listener = (report: Report) => void;

/**
 * A child process that runs a project's code, watched: it is killed when it stops answering or takes too much memory.
 * Whatever the code does to its process, `ended` resolves, with a sentence that says how it came about.
 */
export class ProjectProcess {
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  readonly #watch: NodeJS.Timeout;
  #listener: Listener = () => undefined;
  #lastHeard = performance.now();
  #killedBecause: string | undefined;
  #output = '';

  constructor(limits: ProcessLimits, onOutput: (text: string) => void) {
    this.#limits = limits;
    this.#child = fork(CHILD_ENTRY, [], {
      serialization: 'advanced',
      env: { ...environment, NODE_COMPILE_CACHE: COMPILE_CACHE },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [
        `--max-old-space-size=${limits.memoryMb}`,
        '--disable-warning=ExperimentalWarning',
        '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      ],
    });
    this.#child.on('message', (report: Report) => this.#hear(report));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT_CHARS);
        onOutput(text);
      });
    }
    this.ended = this.#end();
    this.#watch = setInterval(() => this.#checkAnswering(), Math.min(limits.unresponsiveMs / 4, 1_000));
    this.#watch.unref();
  }

  /** Who hears the reports from now on; one at a time. */
  listen(listener: Listener): void {
    this.#listener = listener;
  }

  send(order: Order): void {
    // A child that is gone can't be told; `ended` says so to whoever waits.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  /** Asks it to stop, and makes it after some seconds. */
  stop(): void {
    this.send({ type: 'stop' });
    setTimeout(() => this.kill('it did not stop when it was asked to'), STOP_GRACE_MS).unref();
  }

  kill(because: string): void {
    this.#killedBecause ??= because;
    this.#child.kill('SIGKILL');
  }

  #hear(report: Report): void {
    this.#lastHeard = performance.now();
    if (report.type === 'alive') this.#checkMemory(report.rssBytes);
    else this.#listener(report);
  }

  #checkMemory(rssBytes: number): void {
    const limitMb = this.#limits.memoryMb + OVERHEAD_MB;
    if (rssBytes > limitMb * 1024 * 1024) this.kill(this.#outOfMemory());
  }

  #checkAnswering(): void {
    const { unresponsiveMs } = this.#limits;
    if (performance.now() - this.#lastHeard < unresponsiveMs) return;
    this.kill(
      `the project's code kept its process busy for ${unresponsiveMs / 1_000} s without a pause: ` +
        'look for an endless loop in its programs and metrics (ASSAY_UNRESPONSIVE_SECONDS is the limit)',
    );
  }

  #outOfMemory(): string {
    return (
      `the project's code ran out of memory: the limit is ${this.#limits.memoryMb} MB ` + '(ASSAY_JOB_MEMORY_MB raises it)'
    );
  }

  /** Resolves when the process is gone and its last report was heard. */
  async #end(): Promise<string> {
    const disconnected = new Promise<void>((resolve) => this.#child.once('disconnect', resolve));
    const how = await new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(`its process could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => resolve(this.#describeExit(code, signal)));
    });
    clearInterval(this.#watch);
    if (this.#child.connected) await disconnected;
    return how;
  }

  #describeExit(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#killedBecause !== undefined) return this.#killedBecause;
    if (signal === 'SIGABRT' || /heap out of memory|Zone Allocation failed/.test(this.#output)) return this.#outOfMemory();
    if (signal !== null)
      return `the project's process was ended by ${signal}${signal === 'SIGKILL' ? ', perhaps for lack of memory' : ''}`;
    const said = this.#output.trim();
    return (
      `the project's code ended its process with exit code ${code}: programs and metrics must not call process.exit` +
      (said === '' ? '' : `; its last words: ${said.slice(-500)}`)
    );
  }
}
