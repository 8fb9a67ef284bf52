import { readFileSync } from 'node:fs';
import { parseConfig } from '../../src/config/parse-config.ts';

/** Folders in a container, which are not here. */
const FOLDERS = ['ASSAY_PROJECTS_ROOT', 'ASSAY_STORAGE', 'ASSAY_BENCHMARKS_DIR'];

/** A file of the repository, by its path from the root. */
export function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The configuration that these variables make; throws where one is wrong, or looks like a setting of Assay and is none. */
export function configOf(variables: Readonly<Record<string, string>>): ReturnType<typeof parseConfig>['config'] {
  const values = Object.entries(variables).filter(([name]) => !FOLDERS.includes(name));
  const { config, warnings } = parseConfig(Object.fromEntries(values));
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
  return config;
}
