import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NAME_PATTERN, RESERVED_PROJECT_NAMES } from '../domain/project.ts';
import { UnusableRequestError } from '../domain/errors.ts';
import { projectFiles, rootFiles } from './starter-files.ts';

/** Paths relative to the projects root. */
export interface InitOutcome {
  readonly written: readonly string[];
  /** Those that were there already, and are as they were. */
  readonly kept: readonly string[];
}

/** What declares 'assay': built, it is beside us; run from the sources, it is in the build, which needs no types of Node. */
const ASSAY_TYPES = ['../index.d.ts', '../../dist/index.d.ts', '../index.ts'].map((path) => join(import.meta.dirname, path));

/**
 * Makes a projects root with one small project in it, or adds the project to a root that is there. Nothing is overwritten.
 * Throws `unusable_request` for a name that is none, or is taken.
 */
export async function initProjects(root: string, name: string): Promise<InitOutcome> {
  if (!NAME_PATTERN.test(name) || RESERVED_PROJECT_NAMES.includes(name)) {
    throw new UnusableRequestError(
      `${JSON.stringify(name)} can't be the name of a project: use lower case letters, digits and _, a letter first, and not "jobs"`,
    );
  }
  const folder = resolve(root);
  if (existsSync(join(folder, name)))
    throw new UnusableRequestError(`${join(root, name)} is there already: choose another name with --name`);

  const types = ASSAY_TYPES.find((path) => existsSync(path)) ?? 'assay';
  const files = Object.entries({ ...rootFiles(name, types), ...projectFiles(name) });
  const written: string[] = [];
  for (const [path, content] of files) if (await writeNew(join(folder, path), content)) written.push(path);

  return { written, kept: files.map(([path]) => path).filter((path) => !written.includes(path)) };
}

async function writeNew(path: string, content: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
