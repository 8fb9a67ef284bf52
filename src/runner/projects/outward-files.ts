import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { IgnoredFile } from '../../domain/project.ts';
import type { ModuleFiles, ProjectFiles } from '../project-files.ts';

/**
 * A project's files without those that are links out of it, to anything but the allowed paths: the code of a confined project can't read them,
 * and nobody is to read them by way of the server.
 */
export async function withoutOutwardFiles(files: ProjectFiles, allowed: readonly string[]): Promise<ProjectFiles> {
  if (files.isBuiltIn) return files;
  const inside = await Promise.all([files.folder, ...allowed].map((path) => realpath(path).catch(() => path)));
  const { programs, metrics } = files;
  const modules = [programs.node, programs.python, metrics.node, metrics.python];
  const paths = [...modules, ...files.prompts.values(), ...files.datasets.values()];
  const outward = new Set<string>();
  for (const path of paths) {
    if (path === null) continue;
    const target = await realpath(path).catch(() => '');
    if (!inside.some((known) => target === known || target.startsWith(known + sep))) outward.add(path);
  }
  if (outward.size === 0) return files;
  const isInside = (path: string | null): boolean => path !== null && !outward.has(path);
  return {
    ...files,
    programs: insideOnly(programs, isInside),
    metrics: insideOnly(metrics, isInside),
    prompts: new Map([...files.prompts].filter(([, path]) => isInside(path))),
    datasets: new Map([...files.datasets].filter(([, path]) => isInside(path))),
    ignored: [...files.ignored, ...Array.from(outward, (path) => ignoredLink(relative(files.folder, path)))],
  };
}

function insideOnly({ node, python }: ModuleFiles, isInside: (path: string | null) => boolean): ModuleFiles {
  return { node: isInside(node) ? node : null, python: isInside(python) ? python : null };
}

function ignoredLink(file: string): IgnoredFile {
  return { file, reason: 'it is a link out of its project, and projects are confined (ASSAY_SANDBOX)' };
}
