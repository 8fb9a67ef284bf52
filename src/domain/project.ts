/** Names of projects, programs, metrics, prompts and datasets. A leading underscore, which this excludes, means private. */
export const NAME_PATTERN = /^[a-z][a-z0-9_]*$/;

/** `jobs` is the archive's folder and no project. */
export const RESERVED_PROJECT_NAMES: readonly string[] = ['jobs'];

export const BUILT_IN_PROJECTS = Symbol('BuiltInProjects');

/** A project that comes with Assay. One of the same name in the projects root stands in its place. */
export interface BuiltInProject {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Its datasets: name → where the file is, or will be once somebody has fetched it; absolute. */
  readonly datasets: Readonly<Record<string, string>>;
}

/** Something in a project that can't be used. */
export interface IgnoredFile {
  /** Below the project's folder: `data/Full.jsonl`. */
  readonly file: string;
  readonly reason: string;
}

/** What a project offers; each list sorted. */
export interface ProjectListing {
  readonly name: string;
  readonly programs: readonly string[];
  readonly metrics: readonly string[];
  readonly prompts: readonly string[];
  readonly datasets: readonly string[];
  /** What is in its `prompts` and `data` folders and is none of the above; hidden files are left out. */
  readonly ignored: readonly IgnoredFile[];
  /** Whether it comes with Assay. */
  readonly isBuiltIn: boolean;
  /** Why some of it could not be read. */
  readonly error?: string;
}

export interface Catalog {
  /** Absolute. */
  readonly projectsRoot: string;
  /** Sorted by name. */
  readonly projects: readonly ProjectListing[];
}
