import { stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { LRUCache } from 'lru-cache';
import { AssayError, UnusableRequestError } from '../../domain/errors.ts';
import type {
  DatasetDetail,
  NewPrompt,
  ProjectDetail,
  ProjectProblem,
  Projects,
  PromptDetail,
  RowPage,
  RowQuery,
  SavedPrompt,
  SourcePlace,
} from '../../domain/projects.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import type { ModuleNames } from '../catalog-inspector.ts';
import {
  findProjectFiles,
  listProjectNames,
  type ModuleFiles,
  namedFile,
  type ProjectFiles,
  type ProjectRoots,
} from '../project-files.ts';
import type { CheckedDataset, NamedDataset } from './dataset-page.ts';
import { DatasetThreads } from './dataset-threads.ts';
import { type DeclaredPlace, definedPlaces, exportedPlaces } from './declared-places.ts';
import { withoutOutwardFiles } from './outward-files.ts';
import { readPrompt } from './prompt-file.ts';
import { PromptWriter } from './prompt-writer.ts';
import { sourceProblem } from './source-problem.ts';

/** Datasets up to this many bytes are checked when their project is looked at. */
const MAX_CHECKED_BYTES = 16 * 1024 ** 2;

/** Templates up to this many characters are in the list of a project's prompts. */
const MAX_LISTED_TEMPLATE = 64 * 1024;

const MAX_KNOWN = 1_000;

/** How long rows are counted. */
const COUNT_LIMIT_MS = 20_000;

/** A dataset's file as it is now; `stamp` differs once it was replaced. */
interface DatasetFile extends NamedDataset {
  readonly bytes: number | null;
  readonly stamp: string;
}

export interface FileProjectsOptions {
  readonly roots: ProjectRoots;
  /** What the modules of a project offer. */
  readonly modulesOf: (name: string) => Promise<ModuleNames>;
  /** Where projects are confined: the absolute paths that they may read besides their own folders. Otherwise `null`. */
  readonly confinedTo: readonly string[] | null;
}

/** Reads projects from their folders. Their code runs in a process of its own, and their datasets are read in threads. */
export class FileProjects implements Projects {
  readonly #options: FileProjectsOptions;
  readonly #prompts: PromptWriter;
  readonly #threads = new DatasetThreads();
  readonly #checked = new LRUCache<string, CheckedDataset>({ max: MAX_KNOWN });
  readonly #totals = new LRUCache<string, number>({ max: MAX_KNOWN });

  constructor(options: FileProjectsOptions) {
    this.#options = options;
    this.#prompts = new PromptWriter(options.roots, { isConfined: options.confinedTo !== null });
  }

  async project(name: string): Promise<ProjectDetail> {
    const folder = await this.#existing(name);
    const modules = await this.#options.modulesOf(name);
    const moduleProblem = (modules.faults ?? []).map((fault) => sourceProblem(new Error(fault), { name, folder }));
    let files: ProjectFiles;
    try {
      files = await this.#find(name);
    } catch (error) {
      const problems = [sourceProblem(error, { name, folder }), ...moduleProblem];
      return { name, isBuiltIn: false, programs: [], metrics: [], prompts: [], datasets: [], problems };
    }
    const prompts = await Promise.all([...files.prompts].sort(byName).map(([prompt, path]) => readPrompt(files, prompt, path)));
    const datasets = await this.#datasets(files);
    const programPlaces = await placesIn(files.programs, files.folder);
    const metricPlaces = await placesIn(files.metrics, files.folder);
    return {
      name,
      isBuiltIn: files.isBuiltIn,
      programs: modules.programs.map((program) => ({ name: program, ...programPlaces(program) })),
      metrics: modules.metricDetails.map((metric) => ({ ...metricPlaces(metric.name), ...metric })),
      prompts: prompts.map(({ detail }) => withinList(detail)),
      datasets: datasets.map(({ detail }) => detail),
      problems: [
        ...moduleProblem,
        ...prompts.flatMap(({ problem }) => problem ?? []),
        ...datasets.flatMap(({ problems }) => problems),
        ...files.ignored.map(({ file, reason }) => ({ file, line: null, message: reason })),
      ],
    };
  }

  async prompt(project: string, name: string): Promise<PromptDetail> {
    const files = await this.#filesOf(project);
    const path = foundFile(files, 'prompt', name);
    const { detail, problem } = await readPrompt(files, name, path);
    if (detail.template === null) throw new UnusableRequestError(problem?.message ?? `${detail.file} can't be read`);
    return detail;
  }

  async rows(project: string, dataset: string, query: RowQuery): Promise<RowPage> {
    const files = await this.#filesOf(project);
    const file = await datasetFile(files, foundFile(files, 'dataset', dataset));
    if (file.bytes === null) return { rows: [], total: 0, problems: [missingData(files)] };
    const key = `${file.stamp}\n${query.q ?? ''}`;
    const total = this.#totals.get(key) ?? null;
    const { path, name } = file;
    const page = await this.#threads.page({
      type: 'page',
      dataset: { path, name, project: file.project },
      query,
      total,
      limitMs: COUNT_LIMIT_MS,
    });
    if (page.total !== null) this.#totals.set(key, page.total);
    return page;
  }

  savePrompt(project: string, prompt: NewPrompt): Promise<SavedPrompt> {
    return this.#prompts.savePrompt(project, prompt);
  }

  /** The folder that a project would have. Throws `project_not_found`. */
  async #existing(name: string): Promise<string> {
    const { roots } = this.#options;
    const names = await listProjectNames(roots);
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'there are none' : `the projects are: ${names.join(', ')}`;
      throw new AssayError('project_not_found', `there is no project ${JSON.stringify(name.slice(0, 200))}; ${known}`);
    }
    return join(roots.projectsRoot, name);
  }

  async #filesOf(project: string): Promise<ProjectFiles> {
    await this.#existing(project);
    try {
      return await this.#find(project);
    } catch (error) {
      throw new UnusableRequestError((error as Error).message, { cause: error });
    }
  }

  async #find(name: string): Promise<ProjectFiles> {
    const { roots, confinedTo } = this.#options;
    const files = await findProjectFiles(roots, name);
    return confinedTo === null ? files : withoutOutwardFiles(files, confinedTo);
  }

  async #datasets(
    files: ProjectFiles,
  ): Promise<{ readonly detail: DatasetDetail; readonly problems: readonly ProjectProblem[] }[]> {
    const found = await Promise.all(
      [...files.datasets].sort(byName).map(async ([name, path]) => ({ name, file: await datasetFile(files, path) })),
    );
    await this.#check(found.map(({ file }) => file));
    return found.map(({ name, file }) => {
      const { rows = null, problems = [] } = this.#checked.get(file.stamp) ?? {};
      const format = extname(file.path).slice(1);
      const counted = rows ?? (problems.length === 0 ? (this.#totals.get(`${file.stamp}\n`) ?? null) : null);
      return { detail: { name, file: shownFile(files, file.path), format, bytes: file.bytes, rows: counted }, problems };
    });
  }

  async #check(files: readonly DatasetFile[]): Promise<void> {
    const unknown = files.filter(
      ({ bytes, stamp }) => bytes !== null && bytes <= MAX_CHECKED_BYTES && !this.#checked.has(stamp),
    );
    if (unknown.length === 0) return;
    const datasets = unknown.map(({ path, name, project }) => ({ path, name, project }));
    const checked = await this.#threads.check({ type: 'check', datasets });
    unknown.forEach(({ stamp }, index) => {
      const result = checked[index];
      if (result !== undefined) this.#checked.set(stamp, result);
    });
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/** Where the modules declare each of their exports, and what they say of them. */
async function placesIn(
  { node, python }: ModuleFiles,
  folder: string,
): Promise<(name: string) => SourcePlace & Pick<DeclaredPlace, 'description'>> {
  const exported = await declarationsIn(node, exportedPlaces);
  const defined = await declarationsIn(python, definedPlaces);
  return (name) => {
    const path = defined.has(name) ? python : (node ?? python);
    const { line, description } = defined.get(name) ?? exported.get(name) ?? { line: null, description: null };
    return { file: path === null ? null : relative(folder, path), line, description };
  };
}

async function declarationsIn(path: string | null, find: typeof exportedPlaces): Promise<ReadonlyMap<string, DeclaredPlace>> {
  return path === null ? new Map() : find(await readUtf8File(path).catch(() => ''));
}

function withinList(prompt: PromptDetail): PromptDetail {
  const { template } = prompt;
  return template !== null && template.length > MAX_LISTED_TEMPLATE ? { ...prompt, template: null } : prompt;
}

/** The path of a prompt or dataset. Throws `prompt_not_found` or `dataset_not_found`. */
function foundFile(files: ProjectFiles, what: 'prompt' | 'dataset', name: string): string {
  try {
    return namedFile(files, what, name);
  } catch (error) {
    throw new AssayError(`${what}_not_found`, (error as Error).message, { cause: error });
  }
}

async function datasetFile(files: ProjectFiles, path: string): Promise<DatasetFile> {
  const { name, folder, isBuiltIn } = files;
  const named = { path, name: isBuiltIn ? basename(path) : `${name}/data/${basename(path)}`, project: { name, folder } };
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined || (isBuiltIn && found.size === 0n)) return { ...named, bytes: null, stamp: `${path}:none` };
  return { ...named, bytes: Number(found.size), stamp: `${path}:${found.mtimeNs}:${found.size}:${found.ino}` };
}

function shownFile(files: ProjectFiles, path: string): string {
  return files.isBuiltIn ? basename(path) : relative(files.folder, path);
}

function missingData({ name }: ProjectFiles): ProjectProblem {
  return {
    file: null,
    line: null,
    message: `the data of ${name} is not on this machine yet: the first job that needs it fetches it, as does POST /api/benchmarks/${name}/fetch`,
  };
}
