import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { IS_BUILT } from '../fresh-build.ts';

const SOURCE = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const TRANSPILED = new URL('./transpiled-source.ts', import.meta.url).href;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How such a process is started, where that matters. */
export interface Start {
  /** The file to run in place of the command itself. */
  readonly entry?: string;
  /** Whether it leads a group of processes, so that a signal can be sent to all of them: `process.kill(-pid, …)`. */
  readonly leadsGroup?: boolean;
}

/** `assay` in a process of its own, away from any terminal: what was built from the sources as they are, else the sources themselves. */
export class AssayProcess {
  readonly #child: ChildProcess;
  readonly #outcome: Promise<Outcome>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, start: Start = {}) {
    const { entry, leadsGroup = false } = start;
    this.#child = spawn(process.execPath, [...commandOf(entry), ...args], {
      env: { PATH: process.env['PATH'], ...env },
      detached: leadsGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#outcome = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve({ code, stdout: this.#stdout, stderr: this.#stderr }));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when it has ended. */
  get outcome(): Promise<Outcome> {
    return this.#outcome;
  }

  /** Resolves when it has written so many whole lines to standard output. */
  async lines(count: number): Promise<string[]> {
    while (this.#stdout.split('\n').length <= count) await new Promise((resolve) => this.#child.stdout?.once('data', resolve));

    return this.#stdout.split('\n').slice(0, count);
  }

  /** Resolves to the first match of the pattern in standard error. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#stderr);
      if (found !== null) return found[0];
      await new Promise((resolve) => this.#child.stderr?.once('data', resolve));
    }
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** As service managers do. */
  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Runs `assay` to its end. */
export function assay(...args: readonly string[]): Promise<Outcome> {
  return new AssayProcess(args).outcome;
}

/** `assay` as a line for a shell begins with it. */
export function shellCommand(): string {
  return [process.execPath, ...commandOf(undefined)].map((word) => `"${word}"`).join(' ');
}

function commandOf(entry: string | undefined): readonly string[] {
  if (entry === undefined && process.env[IS_BUILT] === '1') return [BUILT];
  return ['--import', TRANSPILED, entry ?? SOURCE];
}
