import { stripTypeScriptTypes } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NAME_PATTERN, type ProjectListing } from '../domain/project.ts';
import type { MetricDetail } from '../domain/projects.ts';
import { NoRegularFileError, readRegularFile } from '../files/regular-file.ts';
import { NotUtf8Error } from '../files/utf8-text.ts';
import { isMetric, judgeModel, type Metric, wireKind } from '../evaluation/metric.ts';
import type { Program } from '../evaluation/program.ts';
import { projectFrame } from '../evaluation/project-frame.ts';
import { sandboxRefusal } from '../evaluation/sandbox-refusal.ts';
import { thrownText } from '../evaluation/thrown-text.ts';
import { fileListing, findProjectFiles, offer, ProjectError, type ProjectFiles, type ProjectRoots } from './project-files.ts';

/** Node's words for a package that is not installed. */
const MISSING = /^Cannot find package '([^'\n]+)' imported from (\/[^\n]+)$/;

type ModuleExports = Readonly<Record<string, unknown>>;

/** A project's two modules, loaded into this process. */
export interface ProjectModules {
  readonly programs: ModuleExports;
  readonly metrics: ModuleExports;
}

/** A module whose exports are not taken for a promise, even where one of them is called `then`. */
interface LoadedModule {
  readonly exports: ModuleExports;
}

export async function importProject(files: ProjectFiles): Promise<ProjectModules> {
  const programs = await importModule(files.programs);
  const metrics = await importModule(files.metrics);
  return { programs: programs.exports, metrics: metrics.exports };
}

/** Imports one module. Throws a `ProjectError` that names file and line. */
async function importModule(path: string | null): Promise<LoadedModule> {
  if (path === null) return { exports: {} };
  try {
    return await loadedModule(pathToFileURL(path).href);
  } catch (error) {
    throw new ProjectError(await describeImportError(path, error), { cause: error });
  }
}

/** Not by `import()` itself, which waits for whatever has a `then`: a module around it has none. */
async function loadedModule(url: string): Promise<LoadedModule> {
  const around = `import * as exports from ${JSON.stringify(url)}; export { exports };`;
  return (await import(`data:text/javascript,${encodeURIComponent(around)}`)) as LoadedModule;
}

async function describeImportError(path: string, error: unknown): Promise<string> {
  if (error instanceof NotUtf8Error || error instanceof NoRegularFileError) return error.message;
  if (!(error instanceof Error)) return `${basename(path)} threw ${String(error)} while it was loaded`;
  const stack = error.stack ?? '';
  const place =
    error instanceof SyntaxError ? (atLine(stack) ?? (await syntaxErrorLine(path)) ?? path) : await failedPlace(error, path);
  const refusal = sandboxRefusal(error);
  return `${place}: ${error.name}: ${refusal === null ? '' : `${refusal}: `}${error.message}`;
}

function atLine(text: string): string | undefined {
  return /^(?:file:\/\/)?(\/[^\n]*:\d+)$/m.exec(text.split('\n', 1)[0] ?? '')?.[1];
}

/** Node names no place for a syntax error in JavaScript; the TypeScript parser reads JavaScript too and does. */
async function syntaxErrorLine(path: string): Promise<string | undefined> {
  try {
    stripTypeScriptTypes((await readRegularFile(path)).toString('utf8'), { sourceUrl: path });
    return undefined;
  } catch (error) {
    return atLine((error as Error).stack ?? '');
  }
}

/** Where the project's code failed, as `path:line`; of a module that is not there, where it is imported. */
async function failedPlace(error: Error, path: string): Promise<string> {
  const frame = projectFrame(error.stack ?? '');
  if (frame !== undefined) return `${frame.path}:${frame.line}`;
  const [, specifier, importer = path] = MISSING.exec(error.message) ?? [];
  if (specifier === undefined) return path;
  const text = await readRegularFile(importer).then(String, () => '');
  const line = text.split('\n').findIndex((each) => /\b(?:from|import)\b/.test(each) && each.includes(specifier));
  return line < 0 ? importer : `${importer}:${line + 1}`;
}

function publicNames(exports: ModuleExports, accept: (value: unknown) => boolean): string[] {
  return Object.keys(exports)
    .filter((name) => NAME_PATTERN.test(name) && accept(exports[name]))
    .sort();
}

/** Throws a `ProjectError` if there is no program of that name, or it is not a function. */
export function findProgram(files: ProjectFiles, modules: ProjectModules, name: string): Program {
  const program = exported(modules.programs, name);
  if (typeof program === 'function') return program as Program;
  if (program !== undefined) {
    throw new ProjectError(
      `${JSON.stringify(name)} in ${files.name}/programs is a ${typeof program}, and a program is a function`,
    );
  }
  throw new ProjectError(
    `project ${files.name} has no program ${JSON.stringify(name)}; ${offer('programs', programNames(modules))}`,
  );
}

function exported(exports: ModuleExports, name: string): unknown {
  return NAME_PATTERN.test(name) && Object.hasOwn(exports, name) ? exports[name] : undefined;
}

function programNames(modules: ProjectModules): string[] {
  return publicNames(modules.programs, (value) => typeof value === 'function');
}

/** Throws a `ProjectError` if there is no metric of that name, or it was not made by `programmaticMetric` or `llmJudge`. */
export function findMetric(files: ProjectFiles, modules: ProjectModules, name: string): Metric {
  const metric = exported(modules.metrics, name);
  if (isMetric(metric)) return metric;
  if (metric !== undefined) {
    throw new ProjectError(
      `${JSON.stringify(name)} in ${files.name}/metrics is not a metric: make it with programmaticMetric() or llmJudge()`,
    );
  }
  throw new ProjectError(
    `project ${files.name} has no metric ${JSON.stringify(name)}; ${offer('metrics', metricNames(modules))}`,
  );
}

function metricNames(modules: ProjectModules): string[] {
  return publicNames(modules.metrics, isMetric);
}

/** A metric as its module defines it. */
export type ModuleMetric = Omit<MetricDetail, 'file' | 'line'>;

type InspectedProject = ProjectListing & { readonly metricDetails: readonly ModuleMetric[] };

/** Loads a project into this process and lists what it offers; never throws: `error` says what is wrong. */
export async function inspectProject(roots: ProjectRoots, name: string): Promise<InspectedProject> {
  let listing: InspectedProject = {
    name,
    metricDetails: [],
    programs: [],
    metrics: [],
    prompts: [],
    datasets: [],
    ignored: [],
    isBuiltIn: false,
  };
  try {
    const files = await findProjectFiles(roots, name);
    listing = { ...fileListing(files), metricDetails: [] };
    return withModules(listing, await importProject(files));
  } catch (error) {
    return { ...listing, error: thrownText(error) };
  }
}

/** What people are to know of a project's metrics. */
function metricDetails(modules: ProjectModules): ModuleMetric[] {
  return metricNames(modules).flatMap((name) => {
    const metric = modules.metrics[name];
    if (!isMetric(metric)) return [];
    const { description, scale } = metric;
    return [{ name, kind: wireKind(metric), description, scale: { ...scale }, model: judgeModel(metric) }];
  });
}

function withModules(listing: ProjectListing, modules: ProjectModules): InspectedProject {
  const metrics = metricNames(modules);
  return { ...listing, programs: programNames(modules), metrics, metricDetails: metricDetails(modules) };
}
