import { basename } from 'node:path';
import type { ProjectProblem, PromptDetail } from '../../domain/projects.ts';
import { PromptTemplate } from '../../evaluation/prompt-template.ts';
import { fileFault } from '../../files/file-fault.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import { textSha256 } from '../source-hashes.ts';
import { sourceProblem } from './source-problem.ts';

/** A prompt as it can be read, and what is wrong with it. */
export interface ReadPrompt {
  readonly detail: PromptDetail;
  readonly problem: ProjectProblem | null;
}

/** Reads a prompt and parses it; never throws. */
export async function readPrompt(
  project: { readonly name: string; readonly folder: string },
  name: string,
  path: string,
): Promise<ReadPrompt> {
  const file = `prompts/${basename(path)}`;
  const shownName = `${project.name}/${file}`;
  let template: string;
  try {
    template = await readUtf8File(path, shownName);
  } catch (error) {
    const fault = fileFault(error);
    const cause = fault === undefined ? error : new Error(`${shownName} can't be read: ${fault}`);
    const detail = { name, file, template: null, sha256: null, variables: null };
    return { detail, problem: sourceProblem(cause, project) };
  }
  const read = { name, file, template, sha256: textSha256(template) };
  try {
    return { detail: { ...read, variables: new PromptTemplate(template, shownName).variables() }, problem: null };
  } catch (error) {
    return { detail: { ...read, variables: null }, problem: sourceProblem(error, project) };
  }
}
