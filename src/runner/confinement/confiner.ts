import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment, SandboxSetting } from '../../config/config.ts';
import type { JobSpec } from '../../domain/job-fields.ts';
import { fileFault } from '../../files/file-fault.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { NETWORK_PROVIDERS, providerAccess } from '../../models/model-registry.ts';
import type { ChildSettings } from '../child-protocol.ts';
import { RECORDINGS } from '../job-models.ts';
import { findProjectFolder, ProjectError } from '../project-files.ts';
import { DEFAULT_PYTHON } from '../python/python-process.ts';
import { ConfinedPython, NO_PYTHON, type PythonNeeds } from './confined-python.ts';
import type { Confinement, SandboxKind } from './confinement.ts';
import { linkThatLeadsOut } from './outward-link.ts';
import { hostOf } from './provider-host.ts';

/** Assay's own code, beside which its dependencies are. */
const CODE = join(import.meta.dirname, '..', '..');
const PACKAGE = dirname(CODE);

/** Besides these, a confined process has only what its providers need. */
const HARMLESS = ['PATH', 'LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'LC_NUMERIC', 'LC_TIME', 'TZ', 'NODE_ENV', 'NO_COLOR'];
const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';
const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);

/** How processes are confined here; the setting `auto` has been decided. */
export interface Sandbox {
  readonly kind: SandboxKind;
  readonly env: readonly string[];
  readonly providers: readonly string[];
  readonly read: readonly string[];
}

/** A confinement, and the settings of a process in it. */
export interface Confined {
  readonly confinement: Confinement;
  readonly settings: ChildSettings;
}

/** Decides what the process of a job, or of an inspection, needs: the project that it runs, and the providers that the job names. */
export class Confiner {
  readonly #sandbox: Sandbox;
  readonly #settings: ChildSettings;
  readonly #env: () => Environment;
  readonly #python: ConfinedPython;

  /** `env` tells what there is to choose from. */
  constructor(sandbox: Sandbox, settings: ChildSettings, env: () => Environment) {
    this.#sandbox = sandbox;
    this.#settings = settings;
    this.#env = env;
    this.#python = new ConfinedPython(sandbox.kind, settings.python ?? DEFAULT_PYTHON);
  }

  /**
   * Makes the folders that the job may write to. Throws a `ProjectError` where there is no such project, or where its links would lead
   * out of it.
   */
  async forJob(spec: JobSpec): Promise<Confined> {
    const project = await this.#project(spec.project);
    const { folder, datasets } = project;
    const cache = { ...this.#settings.cache, folder: join(this.#settings.cache.folder, 'confined', spec.project) };
    const writes = [
      ...(spec.cache === true ? [cache.folder] : []),
      ...(spec.record === undefined || datasets !== null ? [] : [join(folder, RECORDINGS)]),
    ];
    for (const path of writes) makeFolder(path, path === cache.folder ? PRIVATE_FOLDER : 0o777);
    const named = [spec.model, ...(spec.proposerModel === undefined ? [] : [spec.proposerModel])].flatMap(networkProviderOf);
    const reads = [folder, ...Object.values(datasets ?? {})];
    const { pricesFile = null } = this.#settings;
    if (pricesFile !== null) reads.push(pricesFile);
    const providers = [...new Set([...named, ...this.#sandbox.providers])].sort();
    const python = await this.#python.of([folder]);
    return this.#confined({ projects: [project], reads, writes, providers, cache, python });
  }

  /** For loading the modules of projects, to list what they export: nobody is asked. Throws as `forJob` does. */
  async forInspection(names: readonly string[]): Promise<Confined> {
    const projects = await Promise.all(names.map((name) => this.#project(name)));
    const { cache } = this.#settings;
    const reads = projects.map(({ folder }) => folder);
    return this.#confined({ projects, reads, writes: [], providers: [], cache, python: await this.#python.of(reads) });
  }

  /** For a process that shows whether one can be started. */
  forNothing(): Confinement {
    const { cache } = this.#settings;
    return this.#confined({ projects: [], reads: [], writes: [], providers: [], cache, python: NO_PYTHON }).confinement;
  }

  async #project(name: string): Promise<Project> {
    const found = await findProjectFolder(this.#settings, name);
    const { folder } = found;
    if ('datasets' in found) return { name, folder, datasets: found.datasets };
    if (this.#sandbox.kind === 'node') await refuseOutwardLinks(name, folder, [...this.#sharedPaths(), ...this.#sandbox.read]);
    return { name, folder, datasets: null };
  }

  #confined({ projects, reads, writes, providers, cache, python }: Needs): Confined {
    const { kind, read } = this.#sandbox;
    const accesses = providers.flatMap((name) => providerAccess(name, this.#env()) ?? []);
    const isOwnNetwork = kind === 'bwrap';
    const variables = [
      ...HARMLESS,
      ...(accesses.length === 0 ? [] : [CERTIFICATES, ...(isOwnNetwork ? [] : PROXIES)]),
      ...accesses.flatMap((access) => access.variables),
      ...this.#sandbox.env,
    ];
    const environment = this.#variables(variables);
    const certificates = environment[CERTIFICATES];
    const confinement: Confinement = {
      kind,
      reads: withRealPaths([
        ...this.#sharedPaths(),
        ...read,
        ...reads,
        ...python.reads,
        ...(certificates === undefined ? [] : [certificates]),
      ]),
      writes: withRealPaths(writes),
      startsPython: python.starts,
      environment: isOwnNetwork ? { ...environment, TMPDIR: '/tmp' } : environment,
      hosts: accesses.flatMap(({ baseUrl }) => (baseUrl === null ? [] : [hostOf(baseUrl)])),
      proxyEnvironment: isOwnNetwork ? this.#variables(PROXIES) : {},
    };
    return {
      confinement,
      settings: {
        ...this.#settings,
        cache,
        ownNames: projects.filter(({ datasets }) => datasets === null).map(({ name }) => name),
        sandbox: { kind, providers },
        ...(python.settings && { python: python.settings }),
      },
    };
  }

  /** What every project may read: Assay's code, and the packages that the projects of a root share. */
  #sharedPaths(): string[] {
    const { projectsRoot } = this.#settings;
    const shared = [projectsRoot, dirname(projectsRoot)].map((folder) => join(folder, 'node_modules'));
    const own = [CODE, join(PACKAGE, 'package.json'), join(PACKAGE, 'node_modules'), ...foldersAround(PACKAGE)];
    return [...own, join(projectsRoot, 'package.json'), ...shared].filter((path) => existsSync(path));
  }

  #variables(names: readonly string[]): Record<string, string> {
    const env = this.#env();
    return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const])));
  }
}

/** Whether processes are to be confined, and how `auto` is meant here. */
export function sandboxKind(setting: SandboxSetting, bubblewrapWorks: boolean): SandboxKind | null {
  switch (setting) {
    case 'off':
      return null;
    case 'auto':
      return bubblewrapWorks ? 'bwrap' : 'node';
    case 'node':
    case 'bwrap':
      return setting;
    default:
      return setting satisfies never;
  }
}

interface Project {
  readonly name: string;
  readonly folder: string;
  /** Of a built-in project: name → path. */
  readonly datasets: Readonly<Record<string, string>> | null;
}

interface Needs {
  readonly projects: readonly Project[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly providers: readonly string[];
  readonly cache: ChildSettings['cache'];
  readonly python: PythonNeeds;
}

/** A model without a provider is refused later, with all that is wrong. */
function networkProviderOf(model: string): string[] {
  const name = model.slice(0, Math.max(model.indexOf(':'), 0));
  return NETWORK_PROVIDERS.includes(name) ? [name] : [];
}

async function refuseOutwardLinks(project: string, folder: string, allowed: readonly string[]): Promise<void> {
  const link = await linkThatLeadsOut(folder, allowed);
  if (link === null) return;
  throw new ProjectError(
    `project ${project} can't be confined: ${project}/${link.path} leads to ${link.target}, outside the project, and ` +
      'ASSAY_SANDBOX=node follows links; remove the link, name what it leads to in ASSAY_SANDBOX_READ, or use ASSAY_SANDBOX=bwrap',
  );
}

function makeFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    throw new ProjectError(`the folder ${path} can't be made: ${fileFault(error) ?? String(error)}`, { cause: error });
  }
}

/** Node follows links only to where it may read; an entry is known by the name that it was given, too. */
function withRealPaths(paths: readonly string[]): string[] {
  const real = paths.flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : [path]));
  const pattern = real.find((path) => path.includes('*'));
  if (pattern !== undefined)
    throw new ProjectError(`ASSAY_SANDBOX can't confine a process to ${pattern}: rename it without the *`);
  return [...new Set(real)];
}

/** Where packages are that were installed beside this one. */
function foldersAround(folder: string): string[] {
  const at = folder.lastIndexOf('/node_modules/');
  return at === -1 ? [] : [folder.slice(0, at + '/node_modules'.length)];
}
