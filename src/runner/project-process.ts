import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../config/config.ts';
import { DISCONNECTED, type Order, type Report, reportOf } from './child-protocol.ts';

const CHILD_ENTRY = fileURLToPath(new URL(`./child${extname(import.meta.url)}`, import.meta.url));
/** Keeps the engine's compiled code, so that the next process starts faster. */
const COMPILE_CACHE = environment.NODE_COMPILE_CACHE ?? join(tmpdir(), 'assay-compile-cache');
const KEPT_OUTPUT_CHARS = 4_000;
/** How long a process may take to stop; a cancelled job has to end within a second. */
const STOP_GRACE_MS = 800;
/** How long Node itself may take to start on a busy machine. */
const START_LIMIT_MS = 60_000;
/** Memory that a process takes besides its heap; the limit applies to the heap alone. */
const OVERHEAD_MB = 256;

export interface ProcessOptions {
  readonly memoryMb: number;
  /** How long the project's code may keep the process from answering. */
  readonly unresponsiveMs: number;
  /** Node's `--inspect` or `--inspect-brk` flag; a process under a debugger may be silent indefinitely. */
  readonly inspectFlag: string | null;
  /** Gets what the project's code prints. */
  readonly onOutput: (text: string) => void;
}

/** Receives what a process reports, and at its end a sentence that says why it ended. */
export interface ProcessListener {
  report(report: Exclude<Report, { type: 'ready' | 'alive' }>): void;
  ended(how: string): void;
}

const NO_LISTENER: ProcessListener = { report: () => undefined, ended: () => undefined };

/**
 * A child process that runs a project's code, watched: it is killed when it stops answering, takes too much memory, or sends
 * something that is not a report. Whatever the code does to its process, `ended` resolves and the listener is given the reason.
 */
export class ProjectProcess {
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  readonly #watch: ResponseWatch | null;
  #listener = NO_LISTENER;
  #stopTimer: NodeJS.Timeout | undefined;
  #killedBecause: string | undefined;
  /** Set once it has sent something that is not a report: all further messages are ignored. */
  #isDistrusted = false;
  #output = '';

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.#child = startChild(options);
    this.#watch = options.inspectFlag === null ? new ResponseWatch(options.unresponsiveMs, () => this.#unresponsive()) : null;
    this.#child.on('message', (message) => this.#hear(message));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT_CHARS);
        options.onOutput(text);
      });
    }
    this.ended = this.#end();
  }

  /** Replaces the listener; there is one at a time. */
  listen(listener: ProcessListener): void {
    this.#listener = listener;
  }

  send(order: Order): void {
    // The listener learns separately that a process is gone; what was sent to it no longer matters.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  /** Asks it to stop, and kills it when it does not. */
  stop(): void {
    this.send({ type: 'stop' });
    this.#stopTimer ??= setTimeout(() => this.kill('it did not stop when it was asked to'), STOP_GRACE_MS).unref();
  }

  kill(because: string): void {
    this.#killedBecause ??= because;
    this.#child.kill('SIGKILL');
  }

  #hear(message: unknown): void {
    if (this.#isDistrusted) return;
    const report = reportOf(message);
    if (report === null) {
      this.#distrust("the project's code sent Assay a message that is not Assay's own: it must not call process.send");
      return;
    }
    this.#watch?.heard();
    if (report.type === 'alive') this.#checkMemory(report.rssBytes);
    else if (report.type !== 'ready') this.#pass(report);
  }

  /** Whatever a report makes the listener throw ends this process, not the server. */
  #pass(report: Parameters<ProcessListener['report']>[0]): void {
    try {
      this.#listener.report(report);
    } catch (error) {
      this.#distrust(`the project's code sent Assay something that it can't take: ${String(error)}`);
    }
  }

  #distrust(because: string): void {
    this.#isDistrusted = true;
    this.kill(because);
  }

  #checkMemory(rssBytes: number): void {
    const limitMb = this.#options.memoryMb + OVERHEAD_MB;
    if (rssBytes > limitMb * 1024 * 1024) this.kill(this.#outOfMemory());
  }

  #unresponsive(): void {
    const { unresponsiveMs } = this.#options;
    if (this.#watch?.hasStarted !== true) {
      this.kill(`its process did not start within ${START_LIMIT_MS / 1_000} s`);
    } else if (isSuspended(this.#child.pid)) {
      this.kill('its process was suspended from outside (SIGSTOP)');
    } else {
      this.kill(
        `the project's code kept its process busy for ${unresponsiveMs / 1_000} s without a pause: ` +
          'look for an endless loop in its programs and metrics (ASSAY_UNRESPONSIVE_SECONDS is the limit)',
      );
    }
  }

  #outOfMemory(): string {
    return `the project's code ran out of memory: the limit is ${this.#options.memoryMb} MB (ASSAY_JOB_MEMORY_MB raises it)`;
  }

  /** Resolves when the process is gone and its last report has been handled. */
  async #end(): Promise<void> {
    const disconnected = new Promise<void>((resolve) => this.#child.once('disconnect', resolve));
    const how = await new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(`its process could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => resolve(this.#describeExit(code, signal)));
    });
    this.#watch?.stop();
    clearTimeout(this.#stopTimer);
    if (this.#child.connected) await disconnected;
    this.#listener.ended(this.#killedBecause ?? how);
  }

  #describeExit(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#killedBecause !== undefined) return this.#killedBecause;
    if (/heap out of memory|Zone Allocation failed/.test(this.#output)) return this.#outOfMemory();
    if (signal === 'SIGABRT')
      return "the project's process aborted: by process.abort(), after one of Node's own file descriptors was closed, or in native code";
    if (signal !== null)
      return `the project's process was ended by ${signal}${signal === 'SIGKILL' ? ', perhaps for lack of memory' : ''}`;
    if (code === DISCONNECTED)
      return "the project's code closed the channel to Assay: programs and metrics must not call process.disconnect";
    const said = this.#output.trim();
    return (
      `the project's code ended its process with exit code ${code}: programs and metrics must not call process.exit` +
      (said === '' ? '' : `; its last output: ${said.slice(-500)}`)
    );
  }
}

function startChild({ memoryMb, inspectFlag }: ProcessOptions): ChildProcess {
  return fork(CHILD_ENTRY, [], {
    serialization: 'advanced',
    env: { ...environment, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      ...(inspectFlag === null ? [] : [inspectFlag]),
    ],
  });
}

/** Whether a process is stopped by a signal; known on Linux only. */
function isSuspended(pid: number | undefined): boolean {
  try {
    return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Calls back after too long a silence. Time in which this process itself was blocked does not count. */
class ResponseWatch {
  readonly #limitMs: number;
  readonly #intervalMs: number;
  readonly #timer: NodeJS.Timeout;
  #lastHeard = performance.now();
  #lastCheck = performance.now();
  #hasStarted = false;

  constructor(limitMs: number, onSilence: () => void) {
    this.#limitMs = limitMs;
    this.#intervalMs = Math.min(limitMs / 4, 1_000);
    this.#timer = setInterval(() => {
      if (this.#isSilent()) onSilence();
    }, this.#intervalMs).unref();
  }

  /** Whether anything has been heard yet. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  heard(): void {
    this.#hasStarted = true;
    this.#lastHeard = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #isSilent(): boolean {
    const now = performance.now();
    const lateMs = Math.max(0, now - this.#lastCheck - this.#intervalMs);
    this.#lastCheck = now;
    this.#lastHeard = Math.min(now, this.#lastHeard + lateMs);
    return now - this.#lastHeard >= (this.#hasStarted ? this.#limitMs : Math.max(this.#limitMs, START_LIMIT_MS));
  }
}
