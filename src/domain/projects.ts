import type { MetricInfo } from '../evaluation/scoring.ts';
import type { Scale } from '../evaluation/scale.ts';

export const PROJECTS = Symbol('Projects');

/** Where something stands in a project. */
export interface SourcePlace {
  /** Below the project's folder; `null` where that is not known. */
  readonly file: string | null;
  /** From 1; `null` where that is not known. */
  readonly line: number | null;
}

export interface ProgramDetail extends SourcePlace {
  readonly name: string;
  /** What its doc comment or docstring says first; `null` where it has none. */
  readonly description: string | null;
}

export interface MetricDetail extends SourcePlace {
  readonly name: string;
  readonly kind: MetricInfo['kind'];
  readonly description: string;
  readonly scale: Scale;
  /** The judge's, `provider:model-id`; `null` for a metric that asks none. */
  readonly model: string | null;
}

export interface PromptDetail {
  readonly name: string;
  /** Below the project's folder. */
  readonly file: string;
  /** `null` where it can't be read, or is too large for a list. */
  readonly template: string | null;
  /** Hex, of the text; `null` where it can't be read. */
  readonly sha256: string | null;
  /** The names that it looks up in what it is given, sorted; `null` where it does not parse. */
  readonly variables: readonly string[] | null;
}

export interface DatasetDetail {
  readonly name: string;
  /** Below the project's folder. */
  readonly file: string;
  readonly format: string;
  /** `null` where the file is not here: data of a benchmark that was not fetched yet. */
  readonly bytes: number | null;
  /** `null` where they were not counted: the file is large, or has a fault. */
  readonly rows: number | null;
}

/** Something that stands in the way of a job, for people. */
export interface ProjectProblem extends SourcePlace {
  readonly message: string;
}

/** Everything that a project has, as it is read. */
export interface ProjectDetail {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly programs: readonly ProgramDetail[];
  readonly metrics: readonly MetricDetail[];
  readonly prompts: readonly PromptDetail[];
  readonly datasets: readonly DatasetDetail[];
  readonly problems: readonly ProjectProblem[];
}

export interface RowQuery {
  /** Matching rows to leave out before the first. */
  readonly offset: number;
  readonly limit: number;
  /** Words that a row must have, in upper or lower case. */
  readonly q?: string;
}

export interface RowPage {
  /** Each as JSON: `row`, `id` where it has one, `inputs`, `reference`, `tags`. */
  readonly rows: readonly string[];
  /** Rows that match; `null` where counting them would take too long. */
  readonly total: number | null;
  /** Why rows are missing. */
  readonly problems: readonly ProjectProblem[];
}

export interface NewPrompt {
  readonly name: string;
  readonly template: string;
  /** Whether it may take the place of another text under its name. */
  readonly overwrites: boolean;
}

/** A prompt that is in its project now. */
export interface SavedPrompt {
  /** Below the project's folder. */
  readonly file: string;
  /** `unchanged` where the same text was there. */
  readonly outcome: 'created' | 'replaced' | 'unchanged';
}

/**
 * The projects as people look at them, and as they add to them. A port, though it has one adapter: the features may not import the room `runner`.
 *
 * Every method throws `project_not_found`, `prompt_not_found` or `dataset_not_found` for a name that is not there.
 */
export interface Projects {
  project(name: string): Promise<ProjectDetail>;

  /** A prompt with its whole text. Throws `unusable_request` where that can't be read. */
  prompt(project: string, name: string): Promise<PromptDetail>;

  /** A page of a dataset's rows, read as a job reads them, in memory that one row bounds. */
  rows(project: string, dataset: string, query: RowQuery): Promise<RowPage>;

  /**
   * Puts a prompt into a project of the projects root, as a whole or not at all. Throws `already_exists` where another text has its name,
   * `illegal_move` for a built-in project, and `disk` where it can't be written.
   */
  savePrompt(project: string, prompt: NewPrompt): Promise<SavedPrompt>;
}
