/** The floor of each room of `src/`. Files in `src/` itself are composition, like the command line. */
const FLOORS: Readonly<Record<string, number>> = {
  jinja: 0,
  evaluation: 0,
  statistics: 0,
  answers: 1,
  domain: 1,
  config: 1,
  files: 1,
  search: 1,
  events: 2,
  storage: 2,
  feed: 2,
  reports: 2,
  offline: 2,
  benchmarks: 2,
  interop: 2,
  queue: 2,
  runner: 2,
  models: 2,
  http: 2,
  client: 2,
  catalog: 3,
  jobs: 3,
  runs: 3,
  compare: 3,
  live: 3,
  realtime: 3,
  metrics: 3,
  tracing: 3,
  retention: 3,
  'sign-in': 3,
  cli: 4,
};

export const TOP_FLOOR = 4;

/**
 * The only arrows between neighbours: prompts are templates; a job's child builds the models that its job names, also those without
 * a network.
 */
const NEIGHBOURS: readonly string[] = [
  'evaluation → jinja',
  'runner → models',
  'models → offline',
  'runner → offline',
  'feed → events',
];

/** Rooms of the second floor whose files every feature may import; of the others it takes the module, and a port below. */
export const OPEN_ROOMS: readonly string[] = ['events', 'feed', 'http', 'interop', 'reports'];

/** Folders whose files Node loads as they are, in a job's child or in a thread. */
const NATIVE_FOLDERS: readonly string[] = [
  'jinja',
  'evaluation',
  'statistics',
  'search',
  'answers',
  'domain',
  'models',
  'offline',
  'files',
  'runner',
  'storage/file',
  'storage/index',
  'benchmarks/projects',
];

/** Rooms above the cores that user projects may see. */
export const OPEN_TO_PROJECTS: readonly string[] = ['answers', 'domain'];

/** What users' projects import. */
export const PACKAGE_ENTRY = 'index.ts';

/** Files that only gather what a program imports from the package. */
export const GATHERING_ENTRIES: readonly string[] = [PACKAGE_ENTRY, 'client.ts'];

export function isNative(path: string): boolean {
  return NATIVE_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** The folder of a path under `src/`; `''` for files in `src/` itself. */
export function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

/** `undefined` for a room without a floor. */
export function floorOf(room: string): number | undefined {
  return room === '' ? TOP_FLOOR : FLOORS[room];
}

export function areNeighbours(from: string, to: string): boolean {
  return NEIGHBOURS.includes(`${from} → ${to}`);
}

export function isModule(path: string): boolean {
  return path.endsWith('.module.ts');
}

/** Tests and their fixtures: held to the floors, but free to read files and to use real adapters. */
export function isTest(path: string): boolean {
  return /\.(spec|e2e-spec|fixture)\.ts$/.test(path);
}
