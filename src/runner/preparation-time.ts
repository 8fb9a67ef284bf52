import type { JobSpec } from '../domain/job-fields.ts';
import { ListeningTimer } from './listening-timer.ts';
import type { ProjectProcess } from './project-process.ts';

/** Kills a process whose project takes too long to load, or its program to come to its completion when it is checked. */
export class PreparationTime {
  readonly #process: ProjectProcess;
  readonly #spec: JobSpec;
  readonly #limitMs: number | null;
  #timer: ListeningTimer | undefined;

  constructor(process: ProjectProcess, spec: JobSpec, limitMs: number | null) {
    this.#process = process;
    this.#spec = spec;
    this.#limitMs = limitMs;
  }

  loading(): void {
    this.#start((limit) => notLoadedText(`the modules of project ${this.#spec.project}`, limit));
  }

  checking(): void {
    const { program, examples } = this.#spec;
    this.#start(
      (limit) =>
        `program ${program} did not come to its completion within ${limit} s on the first row of ${examples}, with which its prompt is ` +
        'checked: look for an endless loop before it',
    );
  }

  stop(): void {
    this.#timer?.stop();
  }

  #start(text: (limitSeconds: number) => string): void {
    this.stop();
    const limitMs = this.#limitMs;
    if (limitMs !== null) this.#timer = new ListeningTimer(limitMs, () => this.#process.kill(text(limitMs / 1_000)));
  }
}

/** What is said of modules that take too long to load. */
export function notLoadedText(modules: string, limitSeconds: number): string {
  return `${modules} were not loaded within ${limitSeconds} s: look for an endless loop or a wait at their top level`;
}
