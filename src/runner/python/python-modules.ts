import { basename } from 'node:path';
import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { llmJudge, type LlmJudgeOptions, type Metric, programmaticMetric, type RawScore } from '../../evaluation/metric.ts';
import { projectCopy } from '../../evaluation/number-forms.ts';
import { defineProgram, type Program } from '../../evaluation/program.ts';
import { ordinal, range, type Scale, type ScaleValue } from '../../evaluation/scale.ts';
import { thrownText } from '../../evaluation/thrown-text.ts';
import { NotUtf8Error, readUtf8File } from '../../files/utf8-text.ts';
import { NoRegularFileError } from '../../files/regular-file.ts';
import { pythonComplete } from './python-complete.ts';
import { NoPythonError, PythonProcess, type PythonSettings } from './python-process.ts';
import type { PythonDefinition, PythonModule } from './python-protocol.ts';
import { inPythonsWords } from './python-words.ts';

/** Absolute; `null` where there is no such module. */
export interface PythonPaths {
  readonly folder: string;
  readonly programs: string | null;
  readonly metrics: string | null;
}

/** What one module in Python gives to a project. */
export interface PythonExports<Kind> {
  /** By their names. */
  readonly exports: Readonly<Record<string, Kind>>;
  /** The module and what it imports of its project. */
  readonly files: readonly string[];
}

/** A project's modules in Python. What is wrong with one of them is no fault of the other. */
export interface PythonModules {
  readonly programs: PythonExports<Program>;
  readonly metrics: PythonExports<Metric>;
  /** Each begins with its file, and line where that is known. */
  readonly faults: readonly string[];
  /** The source code of a program. */
  readonly source: (program: string) => Promise<string>;
  /** Ends the process; nothing of it can be called any more. */
  readonly close: () => void;
}

type MetricDefinition = Extract<PythonDefinition, { options: object }>;

const NOTHING: PythonExports<never> = { exports: {}, files: [] };

/** How the project is run, and who hears of it when its Python breaks while programs and metrics are called. */
export interface PythonHost {
  readonly settings: PythonSettings;
  readonly onBroken: (how: string) => void;
}

/** Loads a project's modules in Python into a process of their own. Whatever is wrong with them is in `faults`. */
export async function loadPython(paths: PythonPaths, { settings, onBroken }: PythonHost): Promise<PythonModules> {
  const files = [paths.programs, paths.metrics].filter((path) => path !== null);
  const unreadable = (await Promise.all(files.map(readingFault))).filter((fault) => fault !== null);
  if (unreadable.length > 0) return faulty(unreadable);
  try {
    const python = await PythonProcess.start(settings);
    const { programs, metrics } = await python.load(paths.folder, paths.programs, paths.metrics);
    python.listen(onBroken);
    return new LoadedModules(python, programs, metrics);
  } catch (error) {
    const why = error instanceof NoPythonError ? `Python is needed, and ${error.message}` : thrownText(error);
    return faulty(files.map((path) => `${path}: ${why}`));
  }
}

/** Python replaces no bytes either, but does not say which line is at fault. */
async function readingFault(path: string): Promise<string | null> {
  try {
    await readUtf8File(path, basename(path));
    return null;
  } catch (error) {
    if (error instanceof NotUtf8Error) return `${path}:${error.line}: ${error.message}`;
    return `${path}: ${error instanceof NoRegularFileError ? error.message : thrownText(error)}`;
  }
}

function faulty(faults: readonly string[]): PythonModules {
  return { programs: NOTHING, metrics: NOTHING, faults, source: () => Promise.resolve(''), close: () => undefined };
}

class LoadedModules implements PythonModules {
  readonly programs: PythonExports<Program>;
  readonly metrics: PythonExports<Metric>;
  readonly faults: string[] = [];
  readonly source: (program: string) => Promise<string>;
  readonly close: () => void;
  readonly #python: PythonProcess;

  constructor(python: PythonProcess, programs: PythonModule | null, metrics: PythonModule | null) {
    this.#python = python;
    this.source = (program) => python.source(program);
    this.close = () => python.close();
    this.programs = this.#exportsOf(programs, (definition) =>
      definition.kind === 'program' ? this.#program(definition) : null,
    );
    this.metrics = this.#exportsOf(metrics, (definition) => (definition.kind === 'program' ? null : this.#metric(definition)));
  }

  #exportsOf<Kind>(module: PythonModule | null, make: (definition: PythonDefinition) => Kind | null): PythonExports<Kind> {
    if (module === null) return NOTHING;
    if (module.error !== null) this.faults.push(module.error);
    const made = module.definitions.flatMap((definition) => {
      try {
        const value = make(definition);
        return value === null ? [] : [[definition.name, value] as const];
      } catch (error) {
        const { path, line } = definition;
        this.faults.push(`${path}:${line}: ${(error as Error).name}: ${inPythonsWords(thrownText(error))}`);
        return [];
      }
    });
    return { exports: Object.fromEntries(made), files: module.files };
  }

  #program({ name, calls }: Extract<PythonDefinition, { kind: 'program' }>): Program {
    return defineProgram({ calls }, ({ inputs, render, complete, signal }) =>
      this.#python
        .call('programs', name, { inputs }, { signal, render, complete: pythonComplete(complete) })
        .then((output) => projectCopy(output as JsonValue)),
    );
  }

  #metric({ name, kind, options: { scale, ...options } }: MetricDefinition): Metric {
    const made = { ...options, scale: scaleOf(scale) };
    if (kind === 'llm_judge')
      return llmJudge(projectCopy(made as unknown as JsonObject) as unknown as LlmJudgeOptions<ScaleValue>);
    return programmaticMetric<unknown>({
      ...(made as unknown as { readonly description: string; readonly scale: Scale }),
      score: ({ output = null, inputs, reference, signal }) =>
        this.#python
          .call('metrics', name, { output, inputs, reference }, { signal })
          .then((score) => projectCopy(score as JsonValue) as RawScore<ScaleValue>),
    });
  }
}

function scaleOf({ kind, values }: MetricDefinition['options']['scale']): Scale {
  const [floor, ceiling] = projectCopy(values as JsonValue) as readonly number[];
  return kind === 'range'
    ? range(floor as number, ceiling as number)
    : ordinal(projectCopy(values as JsonValue) as ScaleValue[]);
}
