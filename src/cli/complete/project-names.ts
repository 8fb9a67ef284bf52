import { NAME_PATTERN } from '../../domain/project.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { findProjectFiles, listProjectNames, type ProjectRoots } from '../../runner/project-files.ts';

/** The names of projects and of what is in them, read from their files without running any code; empty if there are none. */
export class ProjectNames {
  readonly #roots: ProjectRoots;

  constructor(roots: ProjectRoots) {
    this.#roots = roots;
  }

  projects(): Promise<readonly string[]> {
    return listProjectNames(this.#roots).catch(() => []);
  }

  /** The names in one project, or in all of them if none is given. */
  async of(kind: 'programs' | 'metrics' | 'prompts' | 'datasets', project: string | undefined): Promise<readonly string[]> {
    const projects = project === undefined ? await this.projects() : [project];
    const found = await Promise.all(projects.map((name) => this.#inProject(kind, name).catch(() => [])));
    return [...new Set(found.flat())].sort();
  }

  async #inProject(kind: 'programs' | 'metrics' | 'prompts' | 'datasets', project: string): Promise<readonly string[]> {
    const files = await findProjectFiles(this.#roots, project);
    if (kind === 'prompts' || kind === 'datasets') return [...files[kind].keys()];
    const { node, python } = files[kind];
    return [...(await namesIn(node, exportedNames)), ...(await namesIn(python, pythonNames))];
  }
}

async function namesIn(path: string | null, find: (source: string) => string[]): Promise<string[]> {
  return path === null ? [] : find((await readRegularFile(path)).toString('utf8'));
}

const DECLARATION = /^export\s+(?:const|let|var|(?:async\s+)?function\s*\*?)\s*([\w$]+)/gm;

const LIST = /^export\s*\{([^}]*)\}/gm;

/**
 * The public names that a module's text exports, sorted, found without running it: good enough for completion; the catalog is
 * exact. `export * from` is not followed.
 */
function exportedNames(source: string): string[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const declared = text.matchAll(DECLARATION).map(([, name = '']) => name);
  const listed = text.matchAll(LIST).flatMap(([, list = '']) => list.split(',').map(nameInList));
  return [...new Set([...declared, ...listed])].filter((name) => NAME_PATTERN.test(name)).sort();
}

/** What follows a decorator of Assay's, up to the name of the function. */
const DECORATED = /^@(?:\w+\.)*(?:program|programmatic_metric)\b[^]*?^(?:async[ \t]+)?def[ \t]+(\w+)/gm;

const JUDGE = /^(\w+)[ \t]*(?::[^=\n]+)?=\s*(?:\w+\.)*llm_judge\(/gm;

/** The public programs or metrics that a module in Python defines, found in the same way. */
function pythonNames(source: string): string[] {
  const names = [DECORATED, JUDGE].flatMap((pattern) => Array.from(source.matchAll(pattern), ([, name = '']) => name));
  return names.filter((name) => NAME_PATTERN.test(name)).sort();
}

/** `b` for `a as b`; empty for a type. */
function nameInList(item: string): string {
  const words = item.trim().split(/\s+/);
  return words[0] === 'type' ? '' : (words.at(-1) ?? '');
}
