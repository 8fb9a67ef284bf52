import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** The samples that come with Assay: beside `src/` in the repository, beside `dist/` in the package. */
export const BUNDLED_SAMPLES = join(import.meta.dirname, '..', '..', 'samples');

/**
 * The projects root when none is named: the samples. Those of an installed package are used as a copy in the working directory, which
 * `provideSamples` makes: Node runs no TypeScript in `node_modules`, and the next install would delete the jobs there.
 */
export function samplesRoot(bundled = BUNDLED_SAMPLES): string {
  return bundled.split(sep).includes('node_modules') ? resolve('.assay', 'samples') : bundled;
}

/** Makes that copy if this projects root is where it belongs and it is not there yet. */
export async function provideSamples(projectsRoot: string, bundled = BUNDLED_SAMPLES): Promise<void> {
  if (projectsRoot === bundled || projectsRoot !== samplesRoot(bundled) || existsSync(projectsRoot)) return;
  // Whole or not at all, also when two do the same.
  await mkdir(dirname(projectsRoot), { recursive: true });
  const copy = await mkdtemp(`${projectsRoot}-`);
  await cp(bundled, copy, { recursive: true });
  try {
    await rename(copy, projectsRoot);
  } catch (error) {
    await rm(copy, { recursive: true });
    if (!existsSync(projectsRoot)) throw error;
  }
}
