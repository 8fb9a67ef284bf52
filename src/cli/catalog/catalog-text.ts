import type { ProjectDto } from '../../catalog/catalog.dto.ts';
import type { ProjectDetailDto, ProjectProblemDto } from '../../catalog/project.dto.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { countFigure } from '../../reports/figures.ts';
import { wrapped } from '../fitted-text.ts';
import { coloured, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';

/** A project of the catalog, with what stands in the way of its jobs. */
export interface ListedProject extends ProjectDto {
  readonly problems: readonly ProjectProblemDto[];
}

export interface ListedCatalog {
  readonly projects_root: string;
  readonly projects: readonly ListedProject[];
}

/** The projects of a root, what each has and what is wrong with it; then the benchmarks, by name. */
export function catalogText({ projects_root: root, projects }: ListedCatalog, look: Look): string {
  const own = projects.filter(({ built_in: isBuiltIn }) => isBuiltIn !== true);
  const builtIn = projects.filter(({ built_in: isBuiltIn }) => isBuiltIn === true);
  const parts = own.map((project) => listedText(project, look));
  if (own.length === 0) parts.push(wrapped(`There are no projects in ${root}; assay init makes one.`, look.columns));
  if (builtIn.length > 0) {
    const names = builtIn.map(({ name }) => name).join(', ');
    parts.push(wrapped(`Benchmarks that come with Assay (assay benchmark list): ${names}`, look.columns));
  }
  return `${parts.join('\n\n')}\n`;
}

function listedText({ name, programs, prompts, metrics, datasets, problems }: ListedProject, look: Look): string {
  const kinds = Object.entries({ programs, prompts, metrics, datasets });
  const lines = kinds.map(([kind, names]) => {
    const text = names.length === 0 ? coloured('none', 'dim', look) : visibleLine(names.join(', '));
    return wrapped(`  ${kind.padEnd(8)}  ${text}`, look.columns);
  });
  return [coloured(name, 'bold', look), ...lines, ...problems.map((problem) => problemText(name, problem, look))].join('\n');
}

/** One project: its programs and metrics with their lines, its prompts with what they look up, its datasets with their sizes. */
export function projectText(project: ProjectDetailDto, look: Look): string {
  const { name, programs, prompts, metrics, datasets, problems } = project;
  const tables = [
    tableOf(
      ['program', 'where', 'what'],
      programs.map((program) => [program.name, place(program), program.description ?? '']),
      look,
    ),
    tableOf(
      ['metric', 'kind', 'where', 'what'],
      metrics.map((metric) => [metric.name, metric.kind, place(metric), firstLine(metric.description)]),
      look,
    ),
    tableOf(
      ['prompt', 'file', 'variables'],
      prompts.map((prompt) => [prompt.name, prompt.file, (prompt.variables ?? []).join(', ')]),
      look,
    ),
    tableOf(
      ['dataset', 'file', 'rows'],
      datasets.map((dataset) => [dataset.name, dataset.file, dataset.rows === null ? '' : countFigure(dataset.rows)]),
      look,
    ),
  ];
  const faults = problems.map((problem) => problemText(name, problem, look)).join('\n');
  return `${[coloured(name, 'bold', look), ...tables, faults].filter((part) => part !== '').join('\n\n')}\n`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[], look: Look): string {
  if (rows.length === 0) return '';
  return tableText(
    head.map((title) => ({ head: title, least: 12 })),
    rows,
    look,
  );
}

/** Such as `programs.ts:12`, which editors and terminals open. */
function place({ file, line }: { readonly file: string | null; readonly line: number | null }): string {
  return `${file ?? ''}${line === null ? '' : `:${String(line)}`}`;
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

/** With the file as seen from the projects root, as the messages about templates and datasets name it themselves. */
function problemText(project: string, problem: ProjectProblemDto, look: Look): string {
  const { file, message } = problem;
  const isNamed = file === null || message.startsWith(`${project}/${file}`);
  const text = isNamed ? message : `${project}/${place(problem)}: ${message}`;
  return coloured(wrapped(`  ${visibleLine(text)}`, look.columns), 'red', look);
}
