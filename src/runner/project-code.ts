import type { Program } from '../evaluation/program.ts';
import { readUtf8File } from '../files/utf8-text.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ProjectModules } from './project-modules.ts';
import { codeSha256, importedFiles } from './source-hashes.ts';

/** Modules up to this many characters are shown to a proposer as a whole. */
const LONGEST_MODULE = 8_000;

/** The code behind the names of a loaded project, in whichever language it is. */
export class ProjectCode {
  readonly #files: ProjectFiles;
  readonly #modules: ProjectModules;

  constructor(files: ProjectFiles, modules: ProjectModules) {
    this.#files = files;
    this.#modules = modules;
  }

  /** SHA-256, in hex, of the modules that define these names, with what they import of their project. */
  sha256Of(what: 'programs' | 'metrics', names: readonly string[]): Promise<string> {
    const inPython = names.filter((name) => this.#isInPython(what, name));
    const { node } = this.#files[what];
    const nodeFiles = inPython.length === names.length || node === null ? [] : importedFiles(node);
    const pythonFiles = inPython.length === 0 ? [] : (this.#modules.python?.[what].files ?? []);
    return codeSha256(this.#files.folder, [...nodeFiles, ...pythonFiles]);
  }

  /**
   * The source code of a program: its whole module if that is short, because it also holds the schemas and labels; otherwise
   * only the function.
   */
  async sourceOf(name: string, program: Program): Promise<string> {
    const isInPython = this.#isInPython('programs', name);
    const { node, python } = this.#files.programs;
    const path = isInPython ? python : node;
    const source = path === null ? '' : await readUtf8File(path);
    if (source.length <= LONGEST_MODULE) return source;
    return isInPython ? ((await this.#modules.python?.source(name)) ?? '') : program.toString();
  }

  #isInPython(what: 'programs' | 'metrics', name: string): boolean {
    return Object.hasOwn(this.#modules.python?.[what].exports ?? {}, name);
  }
}
