import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readUtf8FileSync } from '../files/utf8-text.ts';

const extension = extname(import.meta.url);
const OWN_FOLDER = new URL('..', import.meta.url).href;
const ASSAY_URL = new URL(`../index${extension}`, import.meta.url).href;

/** By module: the modules of projects that it imports. */
const imports = new Map<string, Set<string>>();

/** The modules of its project that a module has imported, as URLs of files; it has to be in this process, after `resolveAssayImports`. */
export function projectImports(url: string): ReadonlySet<string> {
  return imports.get(url) ?? new Set();
}

/**
 * Lets a project anywhere on disk write `import … from 'assay'`, and `'zod'` where it has no copy of its own, and refuses its modules
 * that are not UTF-8, in which Node would replace bytes. It changes the whole process: use it only in a child process.
 */
export function resolveAssayImports(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === 'assay') return { url: ASSAY_URL, shortCircuit: true };
      try {
        const resolved = nextResolve(specifier, context);
        noteImport(context.parentURL, resolved.url);
        return resolved;
      } catch (error) {
        if (specifier !== 'zod' && !specifier.startsWith('zod/')) throw error;
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
    },
    load(url, context, nextLoad) {
      if (isProjectCode(url)) checkUtf8(fileURLToPath(url));
      return nextLoad(url, context);
    },
  });
}

function noteImport(importer: string | undefined, url: string): void {
  if (importer === undefined || !isProjectCode(importer) || !isProjectCode(url)) return;
  const known = imports.get(importer) ?? new Set();
  imports.set(importer, known.add(url));
}

function isProjectCode(url: string): boolean {
  return url.startsWith('file:') && !url.startsWith(OWN_FOLDER) && !url.includes('/node_modules/');
}

/** Throws a `NotUtf8Error`, and a `NoRegularFileError` for what Node might wait for. What is not there is left to Node's own message. */
function checkUtf8(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return;
  readUtf8FileSync(path, `${basename(dirname(path))}/${basename(path)}`);
}
