import { readFile } from 'node:fs/promises';
import { findProjectFiles, listProjectNames, type ProjectRoots } from '../runner/project-files.ts';
import { exportedNames } from './exported-names.ts';

/** The names of projects and of what they have, read from their files without running any code; empty where there are none. */
export class ProjectNames {
  readonly #roots: ProjectRoots;

  constructor(roots: ProjectRoots) {
    this.#roots = roots;
  }

  projects(): Promise<readonly string[]> {
    return listProjectNames(this.#roots).catch(() => []);
  }

  /** Of one project, or of all where it is not known yet. */
  async of(kind: 'programs' | 'metrics' | 'prompts' | 'datasets', project: string | undefined): Promise<readonly string[]> {
    const projects = project === undefined ? await this.projects() : [project];
    const found = await Promise.all(projects.map((name) => this.#inProject(kind, name).catch(() => [])));
    return [...new Set(found.flat())].sort();
  }

  async #inProject(kind: 'programs' | 'metrics' | 'prompts' | 'datasets', project: string): Promise<readonly string[]> {
    const files = await findProjectFiles(this.#roots, project);
    if (kind === 'prompts' || kind === 'datasets') return [...files[kind].keys()];
    const path = files[kind];
    return path === null ? [] : exportedNames(await readFile(path, 'utf8'));
  }
}
