import type { ProjectListing } from '../domain/project.ts';
import { findProjectFiles, type ProjectFiles, type ProjectRoots } from './project-files.ts';
import { importProject, metricNames, programNames, type ProjectModules } from './project-modules.ts';

/** What a project offers beside its modules: names that can be read without running any of its code. */
export function fileListing(files: ProjectFiles): ProjectListing {
  return {
    name: files.name,
    programs: [],
    metrics: [],
    prompts: [...files.prompts.keys()].sort(),
    datasets: [...files.datasets.keys()].sort(),
    isBuiltIn: files.isBuiltIn,
  };
}

/** Loads a project into this process and lists what it offers; never throws, but says in `error` what is wrong. */
export async function inspectProject(roots: ProjectRoots, name: string): Promise<ProjectListing> {
  let listing: ProjectListing = { name, programs: [], metrics: [], prompts: [], datasets: [], isBuiltIn: false };
  try {
    const files = await findProjectFiles(roots, name);
    listing = fileListing(files);
    return withModules(listing, await importProject(files));
  } catch (error) {
    return { ...listing, error: error instanceof Error ? error.message : String(error) };
  }
}

function withModules(listing: ProjectListing, modules: ProjectModules): ProjectListing {
  return { ...listing, programs: programNames(modules), metrics: metricNames(modules) };
}
