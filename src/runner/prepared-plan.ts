import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { JobSpec } from '../domain/job-fields.ts';
import type { DatasetRow } from '../evaluation/example.ts';
import { judgeModel, type Metric, type NamedMetric, scoringsPerTrial } from '../evaluation/metric.ts';
import type { Model } from '../evaluation/model.ts';
import type { Program } from '../evaluation/program.ts';
import { PromptTemplate } from '../evaluation/prompt-template.ts';
import { checkGenerationKwargs } from '../models/generation-kwargs.ts';
import type { ModelRegistry } from '../models/model-registry.ts';
import { checkRendering } from './check-rendering.ts';
import { DataMissingError } from './child-protocol.ts';
import { type DatasetIndex, indexDataset, readRows, readRowsAt } from './dataset-file.ts';
import { programSource } from './program-source.ts';
import { findProjectFiles, offer, ProjectError, type ProjectFiles, type ProjectRoots } from './project-files.ts';
import { findMetric, findProgram, importProject } from './project-modules.ts';
import { shuffledOrder } from './shuffled-order.ts';

/** Everything that a job's names mean, loaded and checked. */
export interface PreparedPlan {
  readonly spec: JobSpec;
  readonly program: Program;
  readonly template: PromptTemplate;
  readonly model: Model;
  readonly metrics: readonly NamedMetric[];
  readonly dataset: DatasetIndex;
  /** Trials that one step takes. */
  readonly plannedTrials: number;
  /** Scorings that one step takes. */
  readonly plannedScorings: number;
  readonly rows: () => AsyncIterable<DatasetRow>;
  /** Optimize: what there is beside. */
  readonly search: PreparedSearch | null;
}

/** What an optimization needs beyond an evaluation. */
export interface PreparedSearch {
  readonly steps: number;
  readonly proposer: Model;
  /** The source code around the program. */
  readonly programSource: string;
}

/**
 * Loads and checks all that the spec names. `onLoaded` is called when the project's own modules have been imported, which
 * is the only part that can hang.
 *
 * Throws an error whose message is for the person who asked; a `DataMissingError` where nothing is wrong but that the data of
 * a built-in project has to be fetched first.
 */
export async function preparePlan(
  roots: ProjectRoots,
  spec: JobSpec,
  registry: ModelRegistry,
  onLoaded: () => void,
): Promise<PreparedPlan> {
  const files = await findProjectFiles(roots, spec.project);
  const datasetPath = fileOf(files.datasets, 'dataset', spec.examples, files.name);
  const template = await loadTemplate(files, spec.prompt);
  checkGenerationKwargs(spec.generationKwargs);
  const model = await registry.resolve(spec.model);
  if (files.programs === null) throw new ProjectError(`project ${files.name} has no programs.ts`);
  const modules = await importProject(files);
  onLoaded();
  const program = findProgram(files, modules, spec.program);
  const metrics = await namedMetrics(spec, (name) => findMetric(files, modules, name), registry);
  if (files.isBuiltIn && !statSync(datasetPath, { throwIfNoEntry: false })?.size) throw new DataMissingError(files.name);
  const datasetName = files.isBuiltIn ? datasetPath : `${files.name}/data/${spec.examples}.jsonl`;
  const dataset = await indexDataset(datasetPath, datasetName);
  const count = Math.min(spec.limit ?? dataset.rowCount, dataset.rowCount);
  const rows = rowsOf(spec, dataset, datasetName, count);
  const search = await preparedSearch(spec, program, files.programs, registry);
  const plannedTrials = count * spec.repeats;
  if (search !== null) await checkRendering({ program, template }, rows());
  return {
    spec,
    program,
    template,
    model,
    metrics,
    dataset,
    plannedTrials,
    plannedScorings: metrics.reduce((sum, metric) => sum + plannedTrials * scoringsPerTrial(metric), 0),
    rows,
    search,
  };
}

function fileOf(files: ReadonlyMap<string, string>, what: string, name: string, project: string): string {
  const path = files.get(name);
  if (path === undefined)
    throw new ProjectError(`project ${project} has no ${what} ${JSON.stringify(name)}; ${offer(`${what}s`, files.keys())}`);

  return path;
}

async function loadTemplate(files: ProjectFiles, name: string): Promise<PromptTemplate> {
  const path = fileOf(files.prompts, 'prompt', name, files.name);
  return new PromptTemplate(await readFile(path, 'utf8'), `${files.name}/prompts/${name}.jinja`);
}

function namedMetrics(spec: JobSpec, find: (name: string) => Metric, registry: ModelRegistry): Promise<NamedMetric[]> {
  return Promise.all(
    (spec.metrics ?? []).map(async (name) => {
      const metric = find(name);
      const model = judgeModel(metric);
      return { name, metric, judge: model === null ? null : await registry.resolve(model) };
    }),
  );
}

function rowsOf(spec: JobSpec, dataset: DatasetIndex, name: string, count: number): () => AsyncIterable<DatasetRow> {
  const { seed } = spec;
  if (seed === undefined) return () => readRows(dataset, name, count);
  const order = shuffledOrder(dataset.rowCount, seed).subarray(0, count);
  return () => readRowsAt(dataset, name, order);
}

async function preparedSearch(
  { kind, steps, proposerModel }: JobSpec,
  program: Program,
  modulePath: string,
  registry: ModelRegistry,
): Promise<PreparedSearch | null> {
  if (kind !== 'optimize') return null;
  if (steps === undefined || proposerModel === undefined)
    throw new ProjectError('an optimize job needs steps and a proposer model');
  return { steps, proposer: await registry.resolve(proposerModel), programSource: await programSource(program, modulePath) };
}
