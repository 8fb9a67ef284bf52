import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { JobSpec } from '../domain/job-fields.ts';
import type { DatasetRow } from '../evaluation/example.ts';
import { judgeCallsPerTrial, judgeModel, type Metric, type NamedMetric, scoringsPerTrial } from '../evaluation/metric.ts';
import { type Model, ModelError } from '../evaluation/model.ts';
import type { Program } from '../evaluation/program.ts';
import { PromptTemplate } from '../evaluation/prompt-template.ts';
import { fileFault } from '../files/file-fault.ts';
import { readUtf8File } from '../files/utf8-text.ts';
import { checkGenerationKwargs } from '../models/generation-kwargs.ts';
import type { ModelRegistry } from '../models/model-registry.ts';
import { DataMissingError, type PreparedInfo } from './child-protocol.ts';
import { type DatasetIndex, indexDataset, readRows, readRowsAt } from './dataset-file.ts';
import { type JobRows, type SearchRows, searchRows } from './search-rows.ts';
import { JobModels, type JobModelsOptions } from './job-models.ts';
import {
  FieldError,
  findProjectFiles,
  namedFile,
  ProjectError,
  type ProjectFiles,
  type ProjectRoots,
} from './project-files.ts';
import { searchedRows } from '../domain/search-parts.ts';
import { ProjectCode } from './project-code.ts';
import { findMetric, findProgram, importProject, type ModuleHost, type ProjectModules } from './project-modules.ts';
import { textSha256 } from './source-hashes.ts';
import { seededOrder } from '../statistics/seeded-order.ts';
import { checkProgramRendering, checkRendering } from './rendering-check.ts';

/** Everything that a job names, loaded and checked. */
export interface PreparedPlan {
  readonly spec: JobSpec;
  readonly program: Program;
  readonly template: PromptTemplate;
  readonly model: Model;
  readonly metrics: readonly NamedMetric[];
  readonly dataset: DatasetIndex;
  readonly sources: PreparedInfo['sources'];
  /** Trials that one step takes. */
  readonly plannedTrials: number;
  /** Scorings that one step takes. */
  readonly plannedScorings: number;
  /** Those of them that ask a model. */
  readonly plannedJudgings: number;
  readonly rows: () => AsyncIterable<DatasetRow>;
  /** Whether its trials are those of its log, and no others are made. */
  readonly hasStoredTrials: boolean;
  /** Optimize: what it needs beyond an evaluation; otherwise `null`. */
  readonly search: PreparedSearch | null;
}

/** What an optimization needs beyond an evaluation. */
export interface PreparedSearch extends SearchRows {
  readonly steps: number;
  readonly proposer: Model;
  /** The source code around the program. */
  readonly programSource: string;
}

/** How a job is prepared; its steps are told of as they come. */
export interface Preparation {
  /** How many trials the log of the job has, where it only scores them; else `null`. */
  readonly storedTrials: number | null;
  readonly onLoaded: () => void;
  readonly onChecking: () => void;
  readonly host: ModuleHost;
  readonly warn: (text: string) => void;
}

/**
 * Loads and checks everything that the spec names. The project's own code can hang: `onLoaded` is called once its modules are imported,
 * and `onChecking` before its program is called.
 *
 * Throws an error whose message is shown to the user, or a `DataMissingError` if all checks passed but the data of
 * a built-in project has to be fetched first.
 */
export async function preparePlan(
  settings: ProjectRoots & Pick<JobModelsOptions, 'cache' | 'sandbox'>,
  spec: JobSpec,
  registry: ModelRegistry,
  { storedTrials, onLoaded, onChecking, warn, host }: Preparation,
): Promise<PreparedPlan> {
  const files = await findProjectFiles(settings, spec.project);
  if (files.programs.node === null && files.programs.python === null)
    throw new ProjectError(`project ${files.name} has no programs.ts, nor a programs.py`);
  const modules = await importProject(files, host);
  onLoaded();
  checkNames(spec, files, modules);
  const datasetPath = namedFile(files, 'dataset', spec.examples);
  const { template, sha256: promptSha256 } = await loadTemplate(files, spec.prompt);
  checkGenerationKwargs(spec.generationKwargs);
  const models = new JobModels(spec, files, registry, { cache: settings.cache, sandbox: settings.sandbox, warn });
  const hasStoredTrials = storedTrials !== null;
  const model = hasStoredTrials ? NEVER_ASKED : await models.resolve('program', spec.model);
  const program = findProgram(files, modules, spec.program);
  const metrics = await namedMetrics(spec, (name) => findMetric(files, modules, name), models);
  if (files.isBuiltIn && !statSync(datasetPath, { throwIfNoEntry: false })?.size) throw new DataMissingError(files.name);
  const datasetName = files.isBuiltIn ? datasetPath : `${files.name}/data/${basename(datasetPath)}`;
  const dataset = await named(datasetName, () => indexDataset(datasetPath, datasetName));
  const count = Math.min(spec.limit ?? dataset.rowCount, dataset.rowCount);
  const job = rowsOf(spec, dataset, datasetName, count);
  const rows = hasStoredTrials ? noRows : job.read;
  const code = new ProjectCode(files, modules);
  const search = await preparedSearch(spec, program, code, models, () => searchRows(spec, files, job));
  const parts = search?.parts ?? null;
  const plannedTrials = storedTrials ?? (parts === null ? count : searchedRows(parts, spec.algorithm)) * spec.repeats;
  if (search !== null) checkBudget(spec, plannedTrials);
  const sources = {
    programSha256: await code.sha256Of('programs', [spec.program]),
    metricsSha256:
      metrics.length === 0
        ? null
        : await code.sha256Of(
            'metrics',
            metrics.map(({ name }) => name),
          ),
    promptSha256,
  };
  if (!hasStoredTrials) {
    onChecking();
    await (search === null ? checkRendering : checkProgramRendering)({ program, template }, rows());
  }
  return {
    spec,
    program,
    template,
    model,
    metrics,
    dataset,
    sources,
    plannedTrials,
    plannedScorings: plannedTrials * sum(metrics.map(scoringsPerTrial)),
    plannedJudgings: plannedTrials * sum(metrics.map(judgeCallsPerTrial)),
    rows,
    hasStoredTrials,
    search,
  };
}

/** Throws a `ProjectError` that has every wrong name, so that nobody mends one only to hear of the next. */
function checkNames({ program, prompt, examples, metrics = [] }: JobSpec, files: ProjectFiles, modules: ProjectModules): void {
  const lookups = [
    () => findProgram(files, modules, program),
    () => namedFile(files, 'prompt', prompt),
    () => namedFile(files, 'dataset', examples),
    ...metrics.map((metric) => () => findMetric(files, modules, metric)),
  ];
  const faults = lookups.flatMap(faultOf);
  if (faults.length > 0) throw new ProjectError(faults.join('\n'));
}

function faultOf(lookUp: () => unknown): readonly string[] {
  try {
    lookUp();
    return [];
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return [error.message];
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

async function loadTemplate(
  files: ProjectFiles,
  name: string,
): Promise<{ readonly template: PromptTemplate; readonly sha256: string }> {
  const path = namedFile(files, 'prompt', name);
  const shownName = `${files.name}/prompts/${name}.jinja`;
  const text = await named(shownName, () => readUtf8File(path, shownName));
  return { template: new PromptTemplate(text, shownName), sha256: textSha256(text) };
}

/** What is read; the system's errors say the name instead of the path. */
async function named<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const fault = fileFault(error);
    throw fault === undefined ? error : new ProjectError(`${name} can't be read: ${fault}`, { cause: error });
  }
}

function namedMetrics(spec: JobSpec, find: (name: string) => Metric, models: JobModels): Promise<NamedMetric[]> {
  return Promise.all(
    (spec.metrics ?? []).map(async (name) => {
      const metric = find(name);
      const model = judgeModel(metric);
      return {
        name,
        metric,
        judge:
          model === null ? null : await models.resolve('judge', model, metric.kind === 'embedding' ? 'embedding' : 'language'),
      };
    }),
  );
}

/** In the place of the model of a job whose trials are there. */
const NEVER_ASKED: Model = {
  modelId: '',
  complete: () => Promise.reject(new ModelError('a job that scores stored outputs asks no model for new ones')),
};

async function* noRows(): AsyncGenerator<DatasetRow, void, undefined> {
  // The trials of the job are there.
}

function rowsOf({ seed }: JobSpec, dataset: DatasetIndex, name: string, count: number): JobRows {
  if (seed === undefined) return { dataset, name, order: null, read: () => readRows(dataset, name, count) };
  const order = seededOrder(dataset.rowCount, seed).subarray(0, count);
  return { dataset, name, order, read: () => readRowsAt(dataset, name, order) };
}

/** The baseline is of the search: a budget below it would end the search before there is anything to go on from. */
function checkBudget({ budget }: JobSpec, stepTrials: number): void {
  if (budget?.trials === undefined || budget.trials >= stepTrials) return;
  throw new FieldError(
    'budget.trials',
    `the budget of ${budget.trials} trials is too small: the baseline alone may take ${stepTrials}. Raise it, or lower limit or repeats`,
  );
}

async function preparedSearch(
  spec: JobSpec,
  program: Program,
  code: ProjectCode,
  models: JobModels,
  rows: () => Promise<SearchRows>,
): Promise<PreparedSearch | null> {
  const { kind, steps, proposerModel } = spec;
  if (kind !== 'optimize') return null;
  if (steps === undefined || proposerModel === undefined)
    throw new ProjectError('an optimize job needs steps and a proposer model');
  const proposer = await models.resolve('proposer', proposerModel);
  return { steps, proposer, programSource: await code.sourceOf(spec.program, program), ...(await rows()) };
}
