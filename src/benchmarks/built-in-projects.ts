import { join } from 'node:path';
import type { BuiltInProject } from '../domain/project.ts';
import { BENCHMARKS_IN_ORDER } from './benchmark-list.ts';
import { dataPath } from './kept-data.ts';

/** The folder of the projects that come with Assay, and of the data that comes with them; absolute. */
export const BUILT_IN_FOLDER = join(import.meta.dirname, 'projects');

/** The benchmarks as projects, with their data in `dataFolder` where it does not come with Assay. */
export function builtInProjects(dataFolder: string): BuiltInProject[] {
  return BENCHMARKS_IN_ORDER.map((benchmark) => {
    const { name, examples } = benchmark;
    const path = dataPath({ bundled: BUILT_IN_FOLDER, fetched: dataFolder }, benchmark);
    return { name, folder: join(BUILT_IN_FOLDER, name), datasets: { [examples]: path } };
  });
}
