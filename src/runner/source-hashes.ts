import { hash } from 'node:crypto';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readRegularFile } from '../files/regular-file.ts';
import { projectImports } from './import-hook.ts';

/** SHA-256 of a text as UTF-8, in hex. */
export function textSha256(text: string): string {
  return hash('sha256', text);
}

/**
 * SHA-256, in hex, of the code of modules in a project's folder: of the one file, or, where they are several, of the list of their hashes as
 * `sha256sum` writes it, so that a change in any of them is seen.
 */
export async function codeSha256(folder: string, files: Iterable<string>): Promise<string> {
  const lines = await Promise.all(
    Array.from(new Set(files), async (file) => ({
      name: relative(folder, file),
      sha256: hash('sha256', await readRegularFile(file)),
    })),
  );
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return only.sha256;
  lines.sort((a, b) => (a.name < b.name ? -1 : 1));
  return textSha256(lines.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''));
}

/** The files of a module that Node has imported, and of all that it imports of its project, directly or not. */
export function importedFiles(path: string): readonly string[] {
  const found = new Set([pathToFileURL(path).href]);
  for (const module of found) for (const imported of projectImports(module)) found.add(imported);
  return Array.from(found, (url) => fileURLToPath(url));
}
