import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AssayError, UnusableRequestError } from '../domain/errors.ts';
import { NAME_PATTERN, RESERVED_PROJECT_NAMES } from '../domain/project.ts';
import { environment } from '../config/config.ts';
import { EXIT } from './exit-code.ts';
import { nextCommands, projectFiles, rootFiles } from './starter-files.ts';

/** Paths relative to the projects root. */
interface InitOutcome {
  readonly written: readonly string[];
  /** Files that existed already and were left alone. */
  readonly kept: readonly string[];
}

/**
 * The file that declares 'assay'. A built Assay has it next to this file. For one that runs from its sources the build is preferred: it needs
 * no types of Node.
 */
const ASSAY_TYPES = ['../index.d.ts', '../../dist/index.d.ts', '../index.ts'].map((path) => join(import.meta.dirname, path));

/** Runs `assay init`: prints what it wrote and what to type next, and sets the exit code of the process. */
export async function init(root: string, name: string): Promise<void> {
  try {
    const { written, kept } = await initProjects(root, name);
    const lines = [
      ...written.map((path) => `wrote  ${join(root, path)}`),
      ...kept.map((path) => `kept   ${join(root, path)}`),
      '',
      'Next:',
      ...nextCommands(root, name, typedCommand()).map((command) => `  ${command}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!(error instanceof AssayError) && code === undefined) throw error;
    console.error(`error: ${(error as Error).message}`);
    process.exitCode = error instanceof AssayError ? EXIT.unusable : EXIT.failed;
  }
}

/** What starts Assay again: npm says so where `npx` has started it, which makes no command of it. */
function typedCommand(): string {
  return environment['npm_command'] === 'exec' ? 'npx assay' : 'assay';
}

/**
 * Makes a projects root with one small project in it, or adds the project to an existing root. Nothing is overwritten.
 * Throws `unusable_request` if the name is not allowed or is taken.
 */
export async function initProjects(root: string, name: string): Promise<InitOutcome> {
  if (!NAME_PATTERN.test(name) || RESERVED_PROJECT_NAMES.includes(name)) {
    throw new UnusableRequestError(
      `${JSON.stringify(name)} can't be the name of a project: use lower case letters, digits and _, a letter first, and not "jobs"`,
    );
  }
  const folder = resolve(root);
  if (existsSync(join(folder, name)))
    throw new UnusableRequestError(`${join(root, name)} exists already: choose another name with --name`);

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
