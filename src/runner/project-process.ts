import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment, environment } from '../config/config.ts';
import { DISCONNECTED, type Order, type Report, reportOf } from './child-protocol.ts';
import type { Confinement } from './confinement/confinement.ts';
import { type ConfinedLaunch, launchConfined } from './confinement/launch.ts';
import type { GuardedPlace, GuardedProcess, ProcessGuard } from './guard/process-guard.ts';
import { isSuspended } from './guard/process-table.ts';
import { ListeningTimer } from './listening-timer.ts';
import { ProgramOutput } from './program-output.ts';

const CHILD_ENTRY = fileURLToPath(new URL(`./child${extname(import.meta.url)}`, import.meta.url));
/** Keeps the engine's compiled code, so that the next process starts faster. */
const COMPILE_CACHE = environment.NODE_COMPILE_CACHE ?? join(tmpdir(), 'assay-compile-cache');
/** How long a process may take to stop; a cancelled job has to end within a second. */
const STOP_GRACE_MS = 800;
/** How long its output may stay open after it has ended: something that nobody could find may still hold it. */
const OUTPUT_GRACE_MS = 500;
/** How long Node itself may take to start on a busy machine. */
const START_LIMIT_MS = 60_000;
/** Memory that a process reports besides its heap and its buffers, where nobody can measure it from outside. */
const OVERHEAD_MB = 256;

export interface ProcessOptions {
  readonly memoryMb: number;
  /** How long the project's code may keep the process from answering. */
  readonly unresponsiveMs: number;
  /** Node's `--inspect` or `--inspect-brk` flag; a process under a debugger may be silent indefinitely. */
  readonly inspectFlag: string | null;
  /** What it may reach; without it, it has the server's rights. */
  readonly confinement?: Confinement | null;
  /** Gets what the project's code prints, in whole lines. */
  readonly onOutput: (lines: string) => void;
}

/** Receives what a process reports, and at its end a sentence that says why it ended. */
export interface ProcessListener {
  report(report: Exclude<Report, { type: 'ready' | 'alive' | 'output_lost' }>): void;
  ended(how: string): void;
}

const NO_LISTENER: ProcessListener = { report: () => undefined, ended: () => undefined };

/**
 * A child process that runs a project's code, watched: it is killed when it stops answering, takes too much memory, or sends
 * something that is not a report. Whatever the code does to its process, `ended` resolves and the listener is given the reason.
 */
export class ProjectProcess {
  readonly ended: Promise<void>;
  /** Rejects with the reason where it ends before it has reported anything. */
  readonly started: Promise<unknown>;
  readonly #start = Promise.withResolvers<undefined>();
  readonly #child: ChildProcess;
  readonly #launch: Launch;
  readonly #options: ProcessOptions;
  /** Over when nothing has been heard for too long. */
  readonly #silence: ListeningTimer | null;
  readonly #guarded: GuardedProcess | null;
  readonly #output: ProgramOutput;
  #listener = NO_LISTENER;
  #stopTimer: ListeningTimer | undefined;
  #hasStarted = false;
  /** Why it ended, once it has. */
  #how: string | undefined;
  #killedBecause: string | undefined;
  /** Set once it has sent something that is not a report: all further messages are ignored. */
  #isDistrusted = false;

  constructor(options: ProcessOptions, guard: ProcessGuard) {
    const place = guard.place();
    this.#options = options;
    this.#launch = launchOf(options, place);
    this.#child = startChild(this.#launch);
    this.#guarded = this.#child.pid === undefined ? null : place.guard(this.#child.pid, options.memoryMb);
    const startMs = Math.max(options.unresponsiveMs, START_LIMIT_MS);
    this.#silence =
      options.inspectFlag === null ? new ListeningTimer(options.unresponsiveMs, () => this.#unresponsive()) : null;
    this.#silence?.restart(startMs);
    this.#child.on('message', (message) => this.#hear(message));
    this.#output = new ProgramOutput(options.onOutput);
    for (const stream of [this.#child.stdout, this.#child.stderr]) if (stream !== null) this.#output.addStream(stream);
    this.started = this.#start.promise;
    this.started.catch(() => undefined);
    this.ended = this.#end();
  }

  /** Whether the process is gone, also where its end is not yet dealt with. */
  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Replaces the listener; there is one at a time. One that comes after the end is told of it. */
  listen(listener: ProcessListener): void {
    this.#listener = listener;
    if (this.#how !== undefined) listener.ended(this.#how);
  }

  send(order: Order): void {
    if (order.type === 'inspect' || order.type === 'prepare') this.#guarded?.watch();
    // The listener learns separately that a process is gone; what was sent to it no longer matters.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  /** Asks it to stop, and kills it when it does not. */
  stop(): void {
    this.send({ type: 'stop' });
    this.#stopTimer ??= new ListeningTimer(STOP_GRACE_MS, () => this.kill('it did not stop when it was asked to'));
  }

  kill(because: string): void {
    this.#killedBecause ??= because;
    killGroup(this.#child);
  }

  #hear(message: unknown): void {
    if (this.#isDistrusted) return;
    const report = reportOf(message);
    if (report === null) {
      this.#distrust("the project's code sent Assay a message that is not Assay's own: it must not call process.send");
      return;
    }
    this.#hasStarted = true;
    this.#start.resolve(undefined);
    this.#silence?.restart(this.#options.unresponsiveMs);
    if (report.type === 'alive') this.#checkMemory(report.rssBytes);
    else if (report.type === 'output_lost') this.#output.lose(report.bytes);
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
    if (!this.#hasStarted) {
      this.kill(`its process did not start within ${START_LIMIT_MS / 1_000} s`);
    } else if (isSuspended(this.#child.pid ?? 0)) {
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

  /** Resolves when the process is gone, with all that it has started, and its last report has been handled. */
  async #end(): Promise<void> {
    const disconnected = new Promise<void>((resolve) => this.#child.once('disconnect', resolve));
    const closed = new Promise<void>((resolve) => this.#child.once('close', resolve));
    const describe = await new Promise<() => string>((resolve) => {
      this.#child.once('error', (error) => resolve(() => `its process could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => resolve(() => this.#describeExit(code, signal)));
    });
    this.#silence?.stop();
    this.#stopTimer?.stop();
    // What it has started may hold its output open.
    await this.#guarded?.end();
    if (this.#guarded !== null) await Promise.race([closed, setTimeout(OUTPUT_GRACE_MS, undefined, { ref: false })]);
    this.#output.end();
    this.#launch.release();
    if (this.#child.connected) await disconnected;
    this.#how = describe();
    this.#start.reject(new Error(this.#how));
    this.#listener.ended(this.#how);
  }

  #describeExit(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#killedBecause !== undefined) return this.#killedBecause;
    if (this.#guarded?.isOverLimit === true) return this.#outOfMemory();
    if (/heap out of memory|Zone Allocation failed/.test(this.#output.last)) return this.#outOfMemory();
    if (signal === 'SIGABRT')
      return "the project's process aborted: by process.abort(), after one of Node's own file descriptors was closed, or in native code";
    if (signal !== null)
      return `the project's process was ended by ${signal}${signal === 'SIGKILL' ? ', perhaps for lack of memory' : ''}`;
    if (!this.#hasStarted && (this.#options.confinement ?? null) !== null)
      return `its sandbox could not be started (ASSAY_SANDBOX): ${this.#output.last.trim().slice(-500) || `exit code ${code}`}`;
    if (code === DISCONNECTED)
      return "the project's code closed the channel to Assay: programs and metrics must not call process.disconnect";
    const said = this.#output.last.trim();
    return (
      `the project's code ended its process with exit code ${code}: programs and metrics must not call process.exit` +
      (said === '' ? '' : `; its last output: ${said.slice(-500)}`)
    );
  }
}

type Launch = Omit<ConfinedLaunch, 'execPath'> & Partial<Pick<ConfinedLaunch, 'execPath'>>;

function launchOf({ memoryMb, inspectFlag, confinement = null }: ProcessOptions, place: GuardedPlace): Launch {
  const flags = [
    `--max-old-space-size=${memoryMb}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    ...(inspectFlag === null ? [] : [inspectFlag]),
  ];
  if (confinement !== null) return launchConfined(confinement, place, { flags, isDebugged: inspectFlag !== null });
  const env = { ...childEnvironment(), ...place.environment, NODE_COMPILE_CACHE: COMPILE_CACHE };
  return { execArgv: flags, env, release: () => undefined };
}

/** It leads a group of its own, with which everything ends that its project starts. */
function startChild({ release: _release, ...launch }: Launch): ChildProcess {
  return fork(CHILD_ENTRY, [], {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...launch,
    execArgv: [...launch.execArgv],
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
