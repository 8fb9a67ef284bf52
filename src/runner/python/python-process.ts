import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '../../evaluation/json.ts';
import { projectCopy } from '../../evaluation/number-forms.ts';
import { ProgramError } from '../../evaluation/single-completion.ts';
import { failureOf } from '../../evaluation/trial.ts';
import { byteLines } from '../../files/byte-lines.ts';
import { ListeningTimer } from '../listening-timer.ts';
import type { PythonComplete } from './python-complete.ts';
import { messageOf, type PythonMessage, type PythonModule, type PythonOrder, type Raised } from './python-protocol.ts';

const HOST = join(import.meta.dirname, 'assay_host.py');

/** Nothing of the environment or the user's home changes what is loaded, nothing is written beside the modules, and texts are UTF-8. */
const FLAGS = ['-I', '-B', '-X', 'utf8'];

const CHANNEL = 3;
const MAX_LINE_BYTES = 384 * 1024 ** 2;
const PINGS_PER_LIMIT = 4;
/** How long what it has sent last may take to be read once it has ended: something that it has started may hold the channel open. */
const LAST_WORDS_MS = 500;

/** How a project's Python is run. */
export interface PythonSettings {
  /** The interpreter: a path, or a name in the PATH. */
  readonly command: string;
  /** How long it may be without an answer while it has work. */
  readonly unresponsiveMs: number;
  /** Why there can be none here. */
  readonly fault?: string;
}

/** Where nobody says otherwise. */
export const DEFAULT_PYTHON: PythonSettings = { command: 'python3', unresponsiveMs: 30_000 };

/** There is no Python that can be used; the message says why, and which setting helps. */
export class NoPythonError extends Error {
  override readonly name = 'NoPythonError';
}

/** What a project's code raised, under the name of its class. */
class PythonRaisedError extends Error {
  override readonly name: string;

  constructor({ type, message }: Raised, options: ErrorOptions) {
    super(message, options);
    this.name = type;
  }
}

/** What a call of a program may ask meanwhile; a metric asks nothing. */
export interface CallLinks {
  readonly signal?: AbortSignal | undefined;
  readonly render?: (variables?: Readonly<Record<string, unknown>>) => string;
  readonly complete?: PythonComplete;
}

interface OpenCall extends CallLinks {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Of the questions that it asked. */
  readonly failures: Map<number, unknown>;
}

type Reply = Extract<PythonMessage, { type: 'hello' | 'loaded' | 'source' }>;

/**
 * One Python interpreter with the modules of one project in it. It runs in the process group of the job's process, prints where that prints,
 * and ends with it.
 */
export class PythonProcess {
  readonly #settings: PythonSettings;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  /** Over when it has work and nothing has been heard of it for too long. */
  #silence: ListeningTimer | null = null;
  #pings: NodeJS.Timeout | undefined;
  readonly #calls = new Map<number, OpenCall>();
  #lastCall = 0;
  #waiting: PromiseWithResolvers<Reply> | null = null;
  #onBroken: (how: string) => void = () => undefined;
  #brokenBecause: string | null = null;

  /** Starts an interpreter. Throws a `NoPythonError`. */
  static async start(settings: PythonSettings): Promise<PythonProcess> {
    if (settings.fault !== undefined) throw new NoPythonError(settings.fault);
    const python = new PythonProcess(settings);
    const hello = await python.#reply('hello').catch((error: unknown) => {
      throw new NoPythonError(`"${settings.command}" can't be used (ASSAY_PYTHON): ${(error as Error).message}`);
    });
    if (!hello.isOld) return python;
    python.close();
    throw new NoPythonError(`"${settings.command}" is Python ${hello.version}, and 3.9 or newer is needed (ASSAY_PYTHON)`);
  }

  private constructor(settings: PythonSettings) {
    this.#settings = settings;
    const stdio = ['ignore', 'inherit', 'inherit', 'pipe'] as const;
    this.#child = spawn(settings.command, [...FLAGS, HOST], { stdio: [...stdio] });
    this.#channel = this.#child.stdio[CHANNEL] as Duplex;
    this.#channel.on('error', () => undefined);
    this.#child.once('error', ({ message }) => this.#break(message));
    const read = this.#read();
    this.#child.once('exit', (code, signal) => {
      const heard = Promise.race([read, setTimeout(LAST_WORDS_MS, undefined, { ref: false })]);
      void heard.then(() => this.#break(describeExit(code, signal)));
    });
  }

  /** What the modules define; a path is `null` where there is none. Throws why it ended meanwhile. */
  async load(
    folder: string,
    programs: string | null,
    metrics: string | null,
  ): Promise<{ readonly programs: PythonModule | null; readonly metrics: PythonModule | null }> {
    this.#send({ type: 'load', folder, programs, metrics });
    return this.#reply('loaded');
  }

  /** The source code of a program. */
  async source(name: string): Promise<string> {
    this.#send({ type: 'source', name });
    return (await this.#reply('source')).text;
  }

  /** Whoever listens hears of the end of the process, also where that was before. */
  listen(onBroken: (how: string) => void): void {
    this.#onBroken = onBroken;
    if (this.#brokenBecause !== null) onBroken(this.#brokenBecause);
  }

  /** What a program or a metric returns. Throws what it raises; where the process breaks, who listens to that hears of it, and no call ends. */
  call(what: 'programs' | 'metrics', name: string, given: object, links: CallLinks): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const number = (this.#lastCall += 1);
    const cancel = (): void => {
      this.#send({ type: 'cancel', call: number });
      this.#calls.delete(number);
      reject(links.signal?.reason);
    };
    this.#calls.set(number, { ...links, resolve, reject, failures: new Map() });
    this.#expectAnswers();
    links.signal?.addEventListener('abort', cancel);
    this.#send({ type: 'call', call: number, what, name, given: { ...given } });
    return promise.finally(() => links.signal?.removeEventListener('abort', cancel));
  }

  close(): void {
    this.#stopTimers();
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }

  #send(order: PythonOrder): void {
    if (this.#channel.writable) this.#channel.write(`${JSON.stringify(order)}\n`);
  }

  async #reply<Type extends Reply['type']>(type: Type): Promise<Extract<Reply, { type: Type }>> {
    if (this.#brokenBecause !== null) throw new Error(this.#brokenBecause);
    this.#waiting = Promise.withResolvers();
    const reply = await this.#waiting.promise;
    this.#waiting = null;
    if (reply.type !== type) throw new Error(NOT_ASSAYS);
    return reply as Extract<Reply, { type: Type }>;
  }

  async #read(): Promise<void> {
    const tooLong = (): Error => new Error('a message of the Python process is too long');
    try {
      for await (const lines of byteLines(this.#channel, MAX_LINE_BYTES, tooLong))
        for (const { bytes } of lines) this.#hear(bytes.toString('latin1'));
    } catch (error) {
      this.#kill((error as Error).message);
    }
  }

  #hear(line: string): void {
    const message = messageOf(line);
    this.#silence?.restart();
    if (message === null) return this.#kill(NOT_ASSAYS);
    switch (message.type) {
      case 'hello':
      case 'loaded':
      case 'source':
        this.#waiting?.resolve(message);
        return;
      case 'ask':
        void this.#answer(message);
        return;
      case 'returned':
        this.#over(message.call)?.resolve(message.number === undefined ? (message.value ?? null) : Number(message.number));
        return;
      case 'raised':
        this.#raise(message.call, message.error);
        return;
      case 'pong':
        this.#rest();
    }
  }

  async #answer({ call: number, ask, what, variables, prompt, options = {} }: Question): Promise<void> {
    const call = this.#calls.get(number);
    try {
      const { render, complete } = call ?? {};
      if (render === undefined || complete === undefined)
        throw new ProgramError(`${what}() was called after the trial had ended`);
      const value =
        what === 'render' ? render(variables) : await complete(prompt, projectCopy(options as JsonObject) as JsonObject);
      this.#send({ type: 'answer', ask, value });
    } catch (error) {
      call?.failures.set(ask, error);
      this.#send({ type: 'answer', ask, error: failureOf(error) });
    }
  }

  #raise(number: number, raised: Raised): void {
    const call = this.#over(number);
    const cause = raised.ask === null ? undefined : call?.failures.get(raised.ask);
    call?.reject(raised.isAsked && cause !== undefined ? cause : new PythonRaisedError(raised, { cause }));
  }

  /** The call that has ended. */
  #over(number: number): OpenCall | undefined {
    const call = this.#calls.get(number);
    this.#calls.delete(number);
    this.#rest();
    return call;
  }

  /** A call that holds the interpreter keeps it from answering. */
  #expectAnswers(): void {
    const { unresponsiveMs } = this.#settings;
    if (this.#silence !== null) return;
    this.#silence = new ListeningTimer(unresponsiveMs, () => this.#kill(busyText(unresponsiveMs / 1_000)));
    this.#pings = setInterval(() => this.#send({ type: 'ping' }), unresponsiveMs / PINGS_PER_LIMIT).unref();
  }

  /** Without work, it need not answer. One that was given up counts as work until it does. */
  #rest(): void {
    if (this.#calls.size === 0) this.#stopTimers();
  }

  #stopTimers(): void {
    this.#silence?.stop();
    this.#silence = null;
    clearInterval(this.#pings);
  }

  #kill(because: string): void {
    this.#break(because);
    this.#child.kill('SIGKILL');
  }

  #break(because: string): void {
    if (this.#brokenBecause !== null) return;
    this.#brokenBecause = because;
    this.#stopTimers();
    this.#waiting?.reject(new Error(because));
    this.#onBroken(because);
  }
}

type Question = Extract<PythonMessage, { type: 'ask' }>;

const NOT_ASSAYS =
  "the project's Python code sent Assay a message that is not Assay's own: it must leave file descriptor 3 alone";

function busyText(limitSeconds: number): string {
  return (
    `the project's Python code kept its process busy for ${limitSeconds} s without a pause: look for an endless loop or a wait in its ` +
    'async functions, and for native code that holds the interpreter (ASSAY_UNRESPONSIVE_SECONDS is the limit)'
  );
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return "the project's Python process was ended by SIGKILL, perhaps for lack of memory";
  if (signal !== null) return `the project's Python process was ended by ${signal}: look for faults in native code`;
  return `the project's Python code ended its process with exit code ${code}: programs and metrics must not call os._exit`;
}
