import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { NAME_PATTERN, RESERVED_PROJECT_NAMES } from '../domain/project.ts';

const MODULE_EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];

/** Something in a project that can't be used; `message` says what and where. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

/** Where a project's parts are; paths are absolute. */
export interface ProjectFiles {
  readonly name: string;
  readonly folder: string;
  /** `null` where there is none. */
  readonly programs: string | null;
  readonly metrics: string | null;
  /** Name → path. */
  readonly prompts: ReadonlyMap<string, string>;
  readonly datasets: ReadonlyMap<string, string>;
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function findModule(folder: string, entries: readonly string[], name: string): string | null {
  const found = MODULE_EXTENSIONS.map((extension) => `${name}${extension}`).filter((file) => entries.includes(file));
  if (found.length > 1) throw new ProjectError(`there is both ${found.join(' and ')}: keep one of them`);
  return found[0] === undefined ? null : join(folder, found[0]);
}

function namedFiles(folder: string, entries: readonly string[], extension: string): Map<string, string> {
  const files = entries.filter((entry) => extname(entry) === extension && NAME_PATTERN.test(basename(entry, extension)));
  return new Map(files.map((file) => [basename(file, extension), join(folder, file)]));
}

/** The names of the folders in the root that can be projects, sorted. */
export async function listProjectNames(projectsRoot: string): Promise<string[]> {
  const entries = await readdir(projectsRoot, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => NAME_PATTERN.test(name) && !RESERVED_PROJECT_NAMES.includes(name))
    .sort();
}

/** Looks a project's files up. Throws a `ProjectError` when there is no such project or two modules of one name. */
export async function findProjectFiles(projectsRoot: string, name: string): Promise<ProjectFiles> {
  const names = await listProjectNames(projectsRoot);
  if (!names.includes(name)) {
    throw new ProjectError(`there is no project ${JSON.stringify(name)}; ${offer('projects', names)}`);
  }
  const folder = join(projectsRoot, name);
  const [entries, prompts, data] = await Promise.all([
    entriesOf(folder),
    entriesOf(join(folder, 'prompts')),
    entriesOf(join(folder, 'data')),
  ]);
  return {
    name,
    folder,
    programs: findModule(folder, entries, 'programs'),
    metrics: findModule(folder, entries, 'metrics'),
    prompts: namedFiles(join(folder, 'prompts'), prompts, '.jinja'),
    datasets: namedFiles(join(folder, 'data'), data, '.jsonl'),
  };
}

/** `it has the prompts a, b` for the end of an error message. */
export function offer(what: string, names: Iterable<string>): string {
  const list = [...names];
  return list.length === 0 ? `there are no ${what}` : `the ${what} are: ${list.join(', ')}`;
}
