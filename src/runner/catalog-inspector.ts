import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ProjectListing } from '../domain/project.ts';
import { inParallel } from '../files/in-parallel.ts';
import type { ChildSettings } from './child-protocol.ts';
import { ListeningTimer } from './listening-timer.ts';
import { notLoadedText } from './preparation-time.ts';
import type { ModuleMetric } from './project-modules.ts';
import { fileListing, findProjectFiles, listProjectNames, ProjectError } from './project-files.ts';
import type { ProjectProcess } from './project-process.ts';

const CODE_EXTENSIONS = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '.py']);

/** Folders of a project that hold none of its modules' code. */
const FOLDERS_WITHOUT_CODE = new Set(['data', 'prompts', 'node_modules', '.git', '.venv', 'venv', '__pycache__']);

/** A process that inspects projects, and the settings that it is told. */
export interface Inspection {
  readonly process: ProjectProcess;
  readonly settings: ChildSettings;
}

/** What the modules of a project offer. */
export interface ModuleNames {
  readonly programs: readonly string[];
  readonly metrics: readonly string[];
  readonly metricDetails: readonly ModuleMetric[];
  /** What is wrong with the modules; some may be usable all the same. */
  readonly faults?: readonly string[];
}

const NO_NAMES: ModuleNames = { programs: [], metrics: [], metricDetails: [] };

/** Processes that inspect projects at once. */
const INSPECTED_AT_ONCE = 2;

/** A project as it is on disk. */
interface ProjectState {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly fingerprint: string;
}

interface CachedNames {
  readonly fingerprint: string;
  readonly names: ModuleNames;
}

/**
 * Lists what the projects in a root offer. File names are read on every call; a project's modules are loaded in a child
 * process of its own, once, and again when one of its files has changed. The built-in projects share one.
 */
export class CatalogInspector {
  readonly #settings: ChildSettings;
  readonly #timeoutMs: number;
  readonly #startProcess: (names: readonly string[]) => Promise<Inspection>;
  readonly #cache = new Map<string, CachedNames>();
  readonly #inspections = new Map<string, Promise<ModuleNames>>();
  #underWay: Promise<ProjectListing[]> | undefined;

  constructor(settings: ChildSettings, timeoutMs: number, startProcess: (names: readonly string[]) => Promise<Inspection>) {
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
    this.#startProcess = startProcess;
  }

  /** Sorted by name. Calls made while one is under way share its result. */
  list(): Promise<ProjectListing[]> {
    this.#underWay ??= this.#list().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  /** What the modules of one project offer; loads them if they have changed. */
  modulesOf(name: string): Promise<ModuleNames> {
    const underWay = this.#inspections.get(name) ?? this.#modulesOf(name).finally(() => this.#inspections.delete(name));
    this.#inspections.set(name, underWay);
    return underWay;
  }

  async #modulesOf(name: string): Promise<ModuleNames> {
    const state = await this.#stateOf(name);
    if (this.#cache.get(name)?.fingerprint !== state.fingerprint) await this.#inspect([state]);
    return this.#cache.get(name)?.names ?? NO_NAMES;
  }

  async #list(): Promise<ProjectListing[]> {
    const names = await listProjectNames(this.#settings);
    const states = await Promise.all(names.map((name) => this.#stateOf(name)));
    await this.#inspect(states.filter(({ name, fingerprint }) => this.#cache.get(name)?.fingerprint !== fingerprint));
    return Promise.all(names.map((name) => this.#listing(name)));
  }

  async #stateOf(name: string): Promise<ProjectState> {
    try {
      const { folder, isBuiltIn } = await findProjectFiles(this.#settings, name);
      return { name, isBuiltIn, fingerprint: await codeFingerprint(folder) };
    } catch (error) {
      return { name, isBuiltIn: false, fingerprint: String(error) };
    }
  }

  async #listing(name: string): Promise<ProjectListing> {
    const { metricDetails: _details, faults, ...names } = this.#cache.get(name)?.names ?? NO_NAMES;
    const modules = { ...names, ...(faults !== undefined && { error: faults.join('\n') }) };
    try {
      return { ...fileListing(await findProjectFiles(this.#settings, name)), ...modules };
    } catch (error) {
      return {
        name,
        prompts: [],
        datasets: [],
        ignored: [],
        isBuiltIn: false,
        ...modules,
        error: error instanceof Error ? error.message : String(error),
      };
    }
  }

  /** What a project does to its process, such as changing `Array.prototype`, must not reach another project. */
  async #inspect(states: readonly ProjectState[]): Promise<void> {
    const groups = states.filter(({ isBuiltIn }) => !isBuiltIn).map((state) => [state]);
    const builtIns = states.filter(({ isBuiltIn }) => isBuiltIn);
    if (builtIns.length > 0) groups.push(builtIns);
    await inParallel(groups, INSPECTED_AT_ONCE, (group) => this.#inspectGroup(group));
  }

  /** One process inspects all of them. If a project ends or blocks it, that is the project's error, and a new process continues. */
  async #inspectGroup(states: readonly ProjectState[]): Promise<void> {
    let left = states;
    while (left.length > 0) {
      const seen = await this.#inspectInOneProcess(left.map(({ name }) => name)).catch((error: unknown) => {
        if (!(error instanceof ProjectError)) throw error;
        return new Map(left.map(({ name }) => [name, { ...NO_NAMES, faults: [error.message] }] as const));
      });
      for (const { name, fingerprint } of left) {
        const names = seen.get(name);
        if (names !== undefined) this.#cache.set(name, { fingerprint, names });
      }
      left = left.filter(({ name }) => !seen.has(name));
    }
  }

  async #inspectInOneProcess(names: readonly string[]): Promise<Map<string, ModuleNames>> {
    const seen = new Map<string, ModuleNames>();
    const { process, settings } = await this.#startProcess(names);
    let current = names[0] ?? '';
    let timer: ListeningTimer | undefined;
    await new Promise<void>((resolve) => {
      process.listen({
        report: (report) => {
          if (report.type === 'inspecting' && names.includes(report.project)) {
            current = report.project;
            timer?.stop();
            timer = new ListeningTimer(this.#timeoutMs, () =>
              process.kill(notLoadedText('its modules', this.#timeoutMs / 1_000)),
            );
          } else if (report.type === 'inspected' && report.listing.name === current) {
            timer?.stop();
            const { programs, metrics, metricDetails, faults } = report.listing;
            seen.set(current, { programs, metrics, metricDetails, ...(faults.length > 0 && { faults }) });
            if (seen.size === names.length) resolve();
          }
        },
        ended: (how) => {
          if (seen.size < names.length) seen.set(current, { ...NO_NAMES, faults: [how] });
          resolve();
        },
      });
      process.send({ type: 'inspect', settings, projects: names });
    });
    timer?.stop();
    process.kill('the catalog is read');
    return seen;
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
