import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findInterpreter, type Interpreter } from '../python/interpreter.ts';
import type { PythonSettings } from '../python/python-process.ts';
import type { SandboxKind } from './confinement.ts';

/** What a confined process needs so that its project's Python can run. */
export interface PythonNeeds {
  /** Whether it starts an interpreter. */
  readonly starts: boolean;
  readonly reads: readonly string[];
  /** `null` where nothing is in Python. */
  readonly settings: PythonSettings | null;
}

export const NO_PYTHON: PythonNeeds = { starts: false, reads: [], settings: null };

const NOT_BY_NODE =
  "ASSAY_SANDBOX=node can't confine it, since Node's permissions hold only Node: use ASSAY_SANDBOX=bwrap (docs/security.md)";

/** Finds out what the interpreter needs in a sandbox, once a project is in Python. */
export class ConfinedPython {
  readonly #kind: SandboxKind;
  readonly #settings: PythonSettings;
  #interpreter: Promise<Interpreter> | undefined;

  constructor(kind: SandboxKind, settings: PythonSettings) {
    this.#kind = kind;
    this.#settings = settings;
  }

  /** For the projects in these folders. */
  async of(folders: readonly string[]): Promise<PythonNeeds> {
    if (!folders.some(holdsPython)) return NO_PYTHON;
    if (this.#kind === 'node') return { ...NO_PYTHON, settings: { ...this.#settings, fault: NOT_BY_NODE } };
    const { command } = this.#settings;
    try {
      const { path, reads } = await this.#found();
      return { starts: true, reads, settings: { ...this.#settings, command: path } };
    } catch (error) {
      const fault = `"${command}" can't be used (ASSAY_PYTHON): ${(error as Error).message}`;
      return { ...NO_PYTHON, settings: { ...this.#settings, fault } };
    }
  }

  /** One that can't be started may be there next time. */
  #found(): Promise<Interpreter> {
    this.#interpreter ??= findInterpreter(this.#settings.command).catch((error: unknown) => {
      this.#interpreter = undefined;
      throw error;
    });
    return this.#interpreter;
  }
}

function holdsPython(folder: string): boolean {
  return ['programs.py', 'metrics.py'].some((name) => existsSync(join(folder, name)));
}
