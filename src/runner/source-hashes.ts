import { hash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readRegularFile } from '../files/regular-file.ts';
import { projectImports } from './import-hook.ts';

/** SHA-256 of a text as UTF-8, in hex. */
export function textSha256(text: string): string {
  return hash('sha256', text);
}

/**
 * SHA-256, in hex, of a module that was imported: of its file, or, where it imports others of its project, of the list of their hashes as
 * `sha256sum` writes it, so that a change in any of them is seen.
 */
export async function moduleSha256(path: string): Promise<string> {
  const files = [...closureOf(pathToFileURL(path).href)].map((url) => fileURLToPath(url));
  const lines = await Promise.all(
    files.map(async (file) => ({ name: relative(dirname(path), file), sha256: hash('sha256', await readRegularFile(file)) })),
  );
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return only.sha256;
  lines.sort((a, b) => (a.name < b.name ? -1 : 1));
  return textSha256(lines.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''));
}

/** The module and all that it imports of its project, directly or not. */
function closureOf(url: string): ReadonlySet<string> {
  const found = new Set([url]);
  for (const module of found) for (const imported of projectImports(module)) found.add(imported);
  return found;
}
