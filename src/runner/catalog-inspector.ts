import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ProjectListing } from '../domain/project.ts';
import type { ChildSettings } from './child-protocol.ts';
import { fileListing, findProjectFiles, listProjectNames } from './project-files.ts';
import type { ProjectProcess } from './project-process.ts';

const CODE_EXTENSIONS = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json']);

/** Folders of a project that hold none of its modules' code. */
const FOLDERS_WITHOUT_CODE = new Set(['data', 'prompts', 'node_modules', '.git']);

interface ModuleNames {
  readonly programs: readonly string[];
  readonly metrics: readonly string[];
  readonly error?: string;
}

interface CachedNames {
  readonly fingerprint: string;
  readonly names: ModuleNames;
}

/**
 * Lists what the projects in a root offer. File names are read on every call; a project's modules are loaded in a child
 * process, once, and again when one of its files has changed.
 */
export class CatalogInspector {
  readonly #settings: ChildSettings;
  readonly #timeoutMs: number;
  readonly #startProcess: () => ProjectProcess;
  readonly #cache = new Map<string, CachedNames>();
  #underWay: Promise<ProjectListing[]> | undefined;

  constructor(settings: ChildSettings, timeoutMs: number, startProcess: () => ProjectProcess) {
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
    this.#startProcess = startProcess;
  }

  /** Sorted by name. Calls made while one is under way share its result. */
  list(): Promise<ProjectListing[]> {
    this.#underWay ??= this.#list().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  async #list(): Promise<ProjectListing[]> {
    const names = await listProjectNames(this.#settings);
    const fingerprints = new Map<string, string>();
    await Promise.all(
      names.map(async (name) => {
        const fingerprint = await this.#fingerprint(name).catch((error: unknown) => String(error));
        fingerprints.set(name, fingerprint);
      }),
    );
    await this.#inspect(
      names.filter((name) => this.#cache.get(name)?.fingerprint !== fingerprints.get(name)),
      fingerprints,
    );
    return Promise.all(names.map((name) => this.#listing(name)));
  }

  async #fingerprint(name: string): Promise<string> {
    return codeFingerprint((await findProjectFiles(this.#settings, name)).folder);
  }

  async #listing(name: string): Promise<ProjectListing> {
    const modules = this.#cache.get(name)?.names ?? { programs: [], metrics: [] };
    try {
      return { ...fileListing(await findProjectFiles(this.#settings, name)), ...modules };
    } catch (error) {
      return {
        name,
        prompts: [],
        datasets: [],
        isBuiltIn: false,
        ...modules,
        error: error instanceof Error ? error.message : String(error),
      };
    }
  }

  /** One process inspects all projects. If a project ends or blocks it, that is the project's error, and a new process continues. */
  async #inspect(names: readonly string[], fingerprints: ReadonlyMap<string, string>): Promise<void> {
    let left = names;
    while (left.length > 0) {
      const seen = await this.#inspectInOneProcess(left);
      for (const [name, modules] of seen) this.#cache.set(name, { fingerprint: fingerprints.get(name) ?? '', names: modules });
      left = left.filter((name) => !seen.has(name));
    }
  }

  async #inspectInOneProcess(names: readonly string[]): Promise<Map<string, ModuleNames>> {
    const seen = new Map<string, ModuleNames>();
    const process = this.#startProcess();
    let current = names[0] ?? '';
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      process.listen({
        report: (report) => {
          if (report.type === 'inspecting' && names.includes(report.project)) {
            current = report.project;
            clearTimeout(timer);
            timer = setTimeout(() => process.kill(this.#timedOut()), this.#timeoutMs);
          } else if (report.type === 'inspected' && report.listing.name === current) {
            clearTimeout(timer);
            const { programs, metrics, error } = report.listing;
            seen.set(current, { programs, metrics, ...(error === undefined ? {} : { error }) });
            if (seen.size === names.length) resolve();
          }
        },
        ended: (how) => {
          if (seen.size < names.length) seen.set(current, { programs: [], metrics: [], error: how });
          resolve();
        },
      });
      process.send({ type: 'inspect', settings: this.#settings, projects: names });
    });
    clearTimeout(timer);
    process.kill('the catalog is read');
    return seen;
  }

  #timedOut(): string {
    return (
      `its modules were not loaded within ${this.#timeoutMs / 1_000} s: ` +
      'look for an endless loop or a wait at their top level'
    );
  }
}

/** Changes when a file with code in this folder, or below it, changes. */
async function codeFingerprint(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const parts = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return FOLDERS_WITHOUT_CODE.has(entry.name) ? '' : codeFingerprint(path);
      if (!CODE_EXTENSIONS.has(extname(entry.name))) return '';
      const { mtimeNs, size, ino } = await stat(path, { bigint: true });
      return `${path}:${mtimeNs}:${size}:${ino}`;
    }),
  );
  return parts.sort().join('\n');
}
