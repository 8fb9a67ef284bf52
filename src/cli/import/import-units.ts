import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { PRIVATE_FILE } from '../../files/private-mode.ts';
import { isPartOfSet } from '../../interop/result-runs.ts';

/** Files that are imported at once: all of their runs, or none. */
export interface ImportUnit {
  /** As messages call it. */
  readonly name: string;
  /** One, or those that belong together. */
  readonly files: readonly string[];
}

/** A unit to which files may still be added. */
interface OpenUnit extends ImportUnit {
  readonly files: string[];
}

/** Deeper than any harness nests its results. */
const MOST_DEPTH = 16;

/**
 * What is to be imported: each file by itself, but for those of a folder that hold results together, such as HELM's, or the results and
 * samples of the LM Evaluation Harness. A folder stands for the files in it. `onFault` is told what can't be read.
 */
export async function importUnits(
  paths: readonly string[],
  onFault: (error: unknown, path: string) => void,
): Promise<readonly ImportUnit[]> {
  const units: OpenUnit[] = [];
  const sets = new Map<string, OpenUnit>();
  const add = async (path: string): Promise<void> => {
    if (!(await isPartOfSet(path, basename(path)))) {
      units.push({ name: basename(path), files: [path] });
      return;
    }
    const set = sets.get(dirname(path)) ?? { name: basename(path), files: [] };
    if (set.files.length === 0) units.push(set);
    set.files.push(path);
    sets.set(dirname(path), set);
  };
  for (const path of paths) {
    try {
      if (path === '-') units.push({ name: 'standard input', files: [path] });
      else if ((await stat(path)).isDirectory())
        for (const folder of await foldersIn(path)) await addFolder(folder, units, add);
      else await add(path);
    } catch (error) {
      onFault(error, path);
    }
  }
  return units.map(({ name, files }) => ({ name: files.length === 1 ? name : `${basename(dirname(files[0] ?? ''))}/`, files }));
}

interface FolderFiles {
  readonly folder: string;
  readonly names: readonly string[];
}

/** A folder of a job is one thing; of another, each file that may hold results. */
async function addFolder(
  { folder, names }: FolderFiles,
  units: OpenUnit[],
  add: (path: string) => Promise<void>,
): Promise<void> {
  if (names.includes('manifest.json') && names.includes('events.jsonl')) {
    const own = names.filter((name) => ['manifest.json', 'events.jsonl', 'summary.json'].includes(name));
    units.push({ name: `${basename(folder)}/`, files: own.map((name) => join(folder, name)) });
    return;
  }
  for (const name of names) if (/\.(eval|json|jsonl|ndjson|zip|tar|tgz|tar\.gz)$/i.test(name)) await add(join(folder, name));
}

async function foldersIn(root: string, depth = 0): Promise<readonly FolderFiles[]> {
  const entries = (await readdir(root, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const own = { folder: root, names: shown.filter((entry) => entry.isFile()).map(({ name }) => name) };
  if (depth >= MOST_DEPTH) return [own];
  const below = await Promise.all(
    shown.filter((entry) => entry.isDirectory()).map(({ name }) => foldersIn(join(root, name), depth + 1)),
  );
  return [own, ...below.flat()];
}

/** Packs files of one folder into an archive, whose bytes are the same whenever the files are. */
export async function packFiles(files: readonly string[], archive: string): Promise<void> {
  const pack = tar.pack();
  const written = pipeline(pack, createWriteStream(archive, { flags: 'wx', mode: PRIVATE_FILE }));
  written.catch(() => undefined);
  const root = dirname(files[0] ?? '');
  for (const file of [...files].sort()) {
    const { size } = await stat(file);
    const entry = pack.entry({ name: relative(root, file), size, mtime: new Date(0), mode: 0o600 });
    await pipeline(createReadStream(file), entry);
  }
  pack.finalize();
  await written;
}
