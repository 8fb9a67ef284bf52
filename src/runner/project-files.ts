import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BuiltInProject,
  type IgnoredFile,
  NAME_PATTERN,
  type ProjectListing,
  RESERVED_PROJECT_NAMES,
} from '../domain/project.ts';
import { findNamedFiles, type NamedFiles, type NamedFolder, nameOf, readingFault } from './named-files.ts';

export const PROMPTS: NamedFolder = { name: 'prompts', extensions: ['.jinja'], holds: 'a prompt template' };

const DATA: NamedFolder = { name: 'data', extensions: ['.csv', '.json', '.jsonl', '.parquet'], holds: 'a dataset' };

const MODULE_EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];
const PYTHON_EXTENSION = '.py';

/** Something in a project that can't be used; `message` says what and where. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

/** A field of a job that can't be used with its project; `path` names it. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Where projects are looked for: a folder of them, and those that come with Assay. */
export interface ProjectRoots {
  readonly projectsRoot: string;
  readonly builtIns: readonly BuiltInProject[];
  /** The projects of the root that are to be known, where the root itself can't be read; else all that are in it. */
  readonly ownNames?: readonly string[];
}

/** A module in each language; `null` if there is none. */
export interface ModuleFiles {
  readonly node: string | null;
  readonly python: string | null;
}

/** The locations of a project's parts; paths are absolute. */
export interface ProjectFiles {
  readonly name: string;
  readonly folder: string;
  /** Whether it comes with Assay; the files of its datasets may be missing then. */
  readonly isBuiltIn: boolean;
  readonly programs: ModuleFiles;
  readonly metrics: ModuleFiles;
  /** Name → path. */
  readonly prompts: ReadonlyMap<string, string>;
  readonly datasets: ReadonlyMap<string, string>;
  /** What else is in the folders of the two, sorted. */
  readonly ignored: readonly IgnoredFile[];
}

/** The names of the folders in the root that can be projects, and of the built-in projects, each once, sorted. */
export async function listProjectNames(roots: ProjectRoots): Promise<string[]> {
  const own = await ownNames(roots);
  return [...new Set([...own, ...roots.builtIns.map(({ name }) => name)])].sort();
}

async function ownNames({ projectsRoot, ownNames: given }: ProjectRoots): Promise<readonly string[]> {
  if (given !== undefined) return given;
  const entries = await readdir(projectsRoot, { withFileTypes: true }).catch(async (cause: unknown) => {
    throw new ProjectError(`the projects root ${projectsRoot} can't be read: ${await readingFault(projectsRoot, cause)}`, {
      cause,
    });
  });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => NAME_PATTERN.test(name) && !RESERVED_PROJECT_NAMES.includes(name));
}

/** Looks up a project's files. Throws a `ProjectError` when there is no such project, it can't be read, or has two modules of one name. */
export async function findProjectFiles(roots: ProjectRoots, name: string): Promise<ProjectFiles> {
  const found = await findProjectFolder(roots, name);
  const { folder } = found;
  const isBuiltIn = 'datasets' in found;
  const entries = await entriesOf(folder, name);
  const [prompts, data] = await Promise.all([
    findNamedFiles(folder, PROMPTS),
    isBuiltIn ? fetchedFiles(found) : findNamedFiles(folder, DATA),
  ]);
  return {
    name,
    folder,
    isBuiltIn,
    programs: findModule(folder, entries, 'programs'),
    metrics: findModule(folder, entries, 'metrics'),
    prompts: prompts.files,
    datasets: data.files,
    ignored: [...data.ignored, ...prompts.ignored],
  };
}

function fetchedFiles({ datasets }: BuiltInProject): NamedFiles {
  return { files: new Map(Object.entries(datasets)), ignored: [] };
}

/** A project in the root replaces a built-in one of the same name. Throws a `ProjectError` when there is neither. */
export async function findProjectFolder(
  roots: ProjectRoots,
  name: string,
): Promise<Pick<BuiltInProject, 'folder'> | BuiltInProject> {
  const { projectsRoot, builtIns } = roots;
  if ((await ownNames(roots)).includes(name)) return { folder: join(projectsRoot, name) };
  const builtIn = builtIns.find((project) => project.name === name);
  if (builtIn !== undefined) return builtIn;
  throw new ProjectError(`there is no project ${JSON.stringify(name)}; ${offer('projects', await listProjectNames(roots))}`);
}

async function entriesOf(folder: string, name: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw new ProjectError(`project ${name} can't be read: ${await readingFault(folder, error)}`, { cause: error });
  }
}

function findModule(folder: string, entries: readonly string[], name: string): ModuleFiles {
  const found = MODULE_EXTENSIONS.map((extension) => `${name}${extension}`).filter((file) => entries.includes(file));
  if (found.length > 1) throw new ProjectError(`there is both ${found.join(' and ')}: keep one of them`);
  const python = `${name}${PYTHON_EXTENSION}`;
  return {
    node: found[0] === undefined ? null : join(folder, found[0]),
    python: entries.includes(python) ? join(folder, python) : null,
  };
}

/** Whether some of a project is in Python, as far as its folder tells. */
export function hasPython({ programs, metrics }: Pick<ProjectFiles, 'programs' | 'metrics'>): boolean {
  return programs.python !== null || metrics.python !== null;
}

/** What a project offers apart from its modules: the names that are read without running its code. */
export function fileListing(files: ProjectFiles): ProjectListing {
  return {
    name: files.name,
    programs: [],
    metrics: [],
    prompts: [...files.prompts.keys()].sort(),
    datasets: [...files.datasets.keys()].sort(),
    ignored: files.ignored,
    isBuiltIn: files.isBuiltIn,
  };
}

/** The path of a prompt or dataset. Throws a `ProjectError` that says why there is none, or which names there are. */
export function namedFile(project: ProjectFiles, what: 'prompt' | 'dataset', name: string): string {
  const files = what === 'prompt' ? project.prompts : project.datasets;
  const path = files.get(name);
  if (path !== undefined) return path;
  const folder = what === 'prompt' ? PROMPTS.name : DATA.name;
  const faults = project.ignored.filter(
    ({ file }) => file === folder || (file.startsWith(`${folder}/`) && nameOf(file).toLowerCase() === name),
  );
  const cause =
    faults.length === 0
      ? offer(`${what}s`, [...files.keys()].sort())
      : faults.map(({ file, reason }) => `${project.name}/${file} can't be used: ${reason}`).join('; ');
  throw new ProjectError(`project ${project.name} has no ${what} ${JSON.stringify(name)}; ${cause}`);
}

/** The end of an error message that lists the names to choose from: `the prompts are: a, b`. */
export function offer(what: string, names: Iterable<string>): string {
  const list = [...names];
  return list.length === 0 ? `there are no ${what}` : `the ${what} are: ${list.join(', ')}`;
}
