import { stripTypeScriptTypes } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NAME_PATTERN } from '../domain/project.ts';
import type { MetricDetail } from '../domain/projects.ts';
import { NoRegularFileError, readRegularFile } from '../files/regular-file.ts';
import { NotUtf8Error } from '../files/utf8-text.ts';
import { isMetric, judgeModel, type Metric, wireKind } from '../evaluation/metric.ts';
import type { Program } from '../evaluation/program.ts';
import { projectFrame } from '../evaluation/project-frame.ts';
import { sandboxRefusal } from '../evaluation/sandbox-refusal.ts';
import { thrownText } from '../evaluation/thrown-text.ts';
import {
  findProjectFiles,
  hasPython,
  type ModuleFiles,
  offer,
  ProjectError,
  type ProjectFiles,
  type ProjectRoots,
} from './project-files.ts';
import { loadPython, type PythonHost, type PythonModules } from './python/python-modules.ts';

/** Node's words for a package that is not installed. */
const MISSING = /^Cannot find package '([^'\n]+)' imported from (\/[^\n]+)$/;

type ModuleExports = Readonly<Record<string, unknown>>;

/** A project's modules, loaded into this process and, where they are in Python, into one of its own. */
export interface ProjectModules {
  readonly programs: ModuleExports;
  readonly metrics: ModuleExports;
  /** What is wrong with some of them; each begins with its file. The others can be used. */
  readonly faults: readonly string[];
  /** `null` where nothing is in Python. */
  readonly python: PythonModules | null;
}

/** How modules are loaded. */
export interface ModuleHost extends PythonHost {
  /** Called before any code of the project runs in this process, once no other process has to be started any more. */
  readonly beforeCode: () => void;
}

/** A module whose exports are not taken for a promise, even where one of them is called `then`. */
interface LoadedModule {
  readonly exports: ModuleExports;
}

export async function importProject(files: ProjectFiles, host: ModuleHost): Promise<ProjectModules> {
  const { folder, programs, metrics } = files;
  const python = hasPython(files)
    ? await loadPython({ folder, programs: programs.python, metrics: metrics.python }, host)
    : null;
  host.beforeCode();
  const inNode = {
    programs: (await importModule(programs.node)).exports,
    metrics: (await importModule(metrics.node)).exports,
  };
  if (python === null) return { ...inNode, faults: [], python };
  const twice = [
    ...namesOfBoth(programNames(inNode), python.programs.exports, programs),
    ...namesOfBoth(metricNames(inNode), python.metrics.exports, metrics),
  ];
  return {
    programs: eitherOf(inNode.programs, python.programs.exports),
    metrics: eitherOf(inNode.metrics, python.metrics.exports),
    faults: [...python.faults, ...twice],
    python,
  };
}

/** Says of each name that is defined in two files which files they are. */
function namesOfBoth(names: readonly string[], inPython: ModuleExports, { node, python }: ModuleFiles): string[] {
  return names
    .filter((name) => Object.hasOwn(inPython, name))
    .map((name) => `${python ?? ''}: ${name} is also defined in ${basename(node ?? '')}: give one of the two another name`);
}

/** A name that both have is nobody's. */
function eitherOf(inNode: ModuleExports, inPython: ModuleExports): ModuleExports {
  const all = { ...inNode, ...inPython };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => !(Object.hasOwn(inNode, name) && Object.hasOwn(inPython, name))),
  );
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
  throw missing(files, modules, 'program', name, programNames(modules));
}

/** What can't be used may be where the name is defined. */
function missing(
  files: ProjectFiles,
  { faults }: ProjectModules,
  what: 'program' | 'metric',
  name: string,
  names: readonly string[],
): ProjectError {
  const known = `project ${files.name} has no ${what} ${JSON.stringify(name)}; ${offer(`${what}s`, names)}`;
  return new ProjectError([known, ...faults].join('\n'));
}

function exported(exports: ModuleExports, name: string): unknown {
  return NAME_PATTERN.test(name) && Object.hasOwn(exports, name) ? exports[name] : undefined;
}

function programNames(modules: Pick<ProjectModules, 'programs'>): string[] {
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
  throw missing(files, modules, 'metric', name, metricNames(modules));
}

function metricNames(modules: Pick<ProjectModules, 'metrics'>): string[] {
  return publicNames(modules.metrics, isMetric);
}

/** A metric as its module defines it. */
export type ModuleMetric = Omit<MetricDetail, 'file' | 'line'>;

/** What the modules of a project offer, and what is wrong with them. */
interface InspectedModules {
  readonly programs: readonly string[];
  readonly metrics: readonly string[];
  readonly metricDetails: readonly ModuleMetric[];
  readonly faults: readonly string[];
}

/** Loads a project into this process and lists what its modules offer; never throws. */
export async function inspectProject(roots: ProjectRoots, name: string, host: ModuleHost): Promise<InspectedModules> {
  try {
    const modules = await importProject(await findProjectFiles(roots, name), host);
    modules.python?.close();
    return {
      programs: programNames(modules),
      metrics: metricNames(modules),
      metricDetails: metricDetails(modules),
      faults: modules.faults,
    };
  } catch (error) {
    return { programs: [], metrics: [], metricDetails: [], faults: [thrownText(error)] };
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
