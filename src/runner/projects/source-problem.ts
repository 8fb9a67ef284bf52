import { basename, relative } from 'node:path';
import type { ProjectProblem } from '../../domain/projects.ts';
import { thrownText } from '../../evaluation/thrown-text.ts';

/** `/srv/projects/p/programs.ts:4: …`, as errors of modules begin. */
const MODULE_PLACE = /^(\/[^\n]*?\.(?:[cm]?[jt]s|py))(?::(\d+))?: /;

/** `p/prompts/plain.jinja: line 3: …` and `p/data/full.jsonl, line 3: …`, as errors of templates and datasets begin. */
const FILE_PLACE = /^([^\n:]*?\.(?:jinja|csv|json|jsonl|parquet))(?:[,:]? line (\d+))?\b/;

/** What went wrong with a project, and where, as far as the message of its error tells. */
export function sourceProblem(error: unknown, project: { readonly name: string; readonly folder: string }): ProjectProblem {
  const message = thrownText(error);
  const module = MODULE_PLACE.exec(message);
  if (module !== null) {
    const [head, path = '', line] = module;
    return { file: withinProject(project.folder, path), line: numberOf(line), message: message.slice(head.length) };
  }
  const [, file, line] = FILE_PLACE.exec(message) ?? [];
  return { file: file === undefined ? null : withoutPrefix(file, `${project.name}/`), line: numberOf(line), message };
}

/** A confined process may see the folder at another place. */
function withinProject(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? relative(folder, path) : basename(path);
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}
