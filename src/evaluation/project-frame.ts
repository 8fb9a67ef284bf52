import { fileURLToPath } from 'node:url';

const OWN_FOLDER = new URL('..', import.meta.url).href;
const BUILT_IN_PROJECTS = new URL('../benchmarks/projects/', import.meta.url).href;

const FRAME = /(file:\/\/[^\s)]+):(\d+):\d+/g;

/** A line of a file. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
}

/** The first place in an error's stack that is in the code of a project: not in Assay's own, nor in a package. */
export function projectFrame(stack: string): SourcePlace | undefined {
  for (const [, url = '', line] of stack.matchAll(FRAME))
    if (isOfProject(url)) return { path: fileURLToPath(url), line: Number(line) };
  return undefined;
}

function isOfProject(url: string): boolean {
  return !url.includes('/node_modules/') && (!url.startsWith(OWN_FOLDER) || url.startsWith(BUILT_IN_PROJECTS));
}
