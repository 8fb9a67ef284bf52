import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AssayError, UnusableRequestError } from '../../domain/errors.ts';
import { NAME_PATTERN } from '../../domain/project.ts';
import type { NewPrompt, Projects, SavedPrompt } from '../../domain/projects.ts';
import { replaceFile } from '../../files/durable-file.ts';
import { errorCode, isMissing } from '../../files/error-code.ts';
import { PUBLIC_FILE } from '../../files/private-mode.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import { findProjectFolder, ProjectError, PROMPTS, type ProjectRoots } from '../project-files.ts';

/** Writes prompts into the projects of a root, one after another, so that of two that want one name the second is refused. */
export class PromptWriter implements Pick<Projects, 'savePrompt'> {
  readonly #roots: ProjectRoots;
  readonly #isConfined: boolean;
  #last: Promise<unknown> = Promise.resolve();

  /** Where projects are confined, nothing is written by way of a link that leads out of them. */
  constructor(roots: ProjectRoots, { isConfined }: { readonly isConfined: boolean }) {
    this.#roots = roots;
    this.#isConfined = isConfined;
  }

  savePrompt(project: string, prompt: NewPrompt): Promise<SavedPrompt> {
    const saved = this.#last.then(() => this.#save(project, prompt));
    this.#last = saved.catch(() => undefined);
    return saved;
  }

  async #save(project: string, { name, template, overwrites }: NewPrompt): Promise<SavedPrompt> {
    if (!NAME_PATTERN.test(name)) {
      throw new UnusableRequestError(
        `${JSON.stringify(name.slice(0, 200))} is no name of a prompt: use lower-case letters, digits and _, and begin with a letter`,
      );
    }
    const projectFolder = await this.#folderOf(project);
    const folder = join(projectFolder, PROMPTS.name);
    if (this.#isConfined) await checkInside(folder, projectFolder);

    const file = `${PROMPTS.name}/${name}.jinja`;
    const shown = `${project}/${file}`;
    const path = join(projectFolder, file);
    try {
      const before = await textAt(path, shown);
      if (before === template) return { file, outcome: 'unchanged' };
      if (before !== undefined && !overwrites) {
        throw new AssayError(
          'already_exists',
          `${shown} is there already, with another text: choose another name, or overwrite it`,
        );
      }
      await mkdir(folder, { recursive: true });
      await replaceFile(path, template, PUBLIC_FILE);
      return { file, outcome: before === undefined ? 'created' : 'replaced' };
    } catch (error) {
      throw writingFault(error, shown);
    }
  }

  async #folderOf(project: string): Promise<string> {
    const found = await findProjectFolder(this.#roots, project).catch((error: unknown) => {
      throw error instanceof ProjectError ? new AssayError('project_not_found', error.message, { cause: error }) : error;
    });
    if (!('datasets' in found)) return found.folder;
    throw new AssayError(
      'illegal_move',
      `${project} comes with Assay, and nothing can be added to it: copy the template into a project of your own`,
    );
  }
}

async function checkInside(folder: string, projectFolder: string): Promise<void> {
  const inside = await realpath(projectFolder).catch(() => projectFolder);
  const target = await realpath(folder).catch(() => join(inside, PROMPTS.name));
  if (target.startsWith(inside + sep)) return;
  throw new AssayError(
    'illegal_move',
    `${PROMPTS.name} is a link out of its project, and projects are confined (ASSAY_SANDBOX)`,
  );
}

/** The text of a prompt; `undefined` where there is none. A link is left to whoever made it. */
async function textAt(path: string, shown: string): Promise<string | undefined> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (found.isFile()) return readUtf8File(path, shown);
  throw new AssayError('already_exists', `${shown} is there already, and is no regular file: choose another name`);
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'the disk is read-only',
  EACCES: 'the user that runs Assay may not write there',
  EPERM: 'the user that runs Assay may not write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the share of the disk is used up',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
};

function writingFault(error: unknown, shown: string): unknown {
  const code = errorCode(error);
  if (error instanceof AssayError || code === undefined) return error;
  return new AssayError('disk', `${shown} can't be written: ${REASONS[code] ?? 'the system refuses it'} (${code})`, {
    cause: error,
  });
}
