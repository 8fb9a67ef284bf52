import { constants, type Dirent } from 'node:fs';
import { access, lstat, readdir, readlink, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type IgnoredFile, NAME_PATTERN } from '../domain/project.ts';
import { isMissing } from '../files/error-code.ts';
import { fileFault } from '../files/file-fault.ts';

/** A folder of a project whose files are named by what is before their extension. */
export interface NamedFolder {
  readonly name: string;
  /** Each with its dot. */
  readonly extensions: readonly string[];
  /** What a file in it is, for messages: `a prompt template`. */
  readonly holds: string;
}

export interface NamedFiles {
  /** Name → path. */
  readonly files: ReadonlyMap<string, string>;
  /** Everything else that is in the folder, apart from hidden files; sorted. */
  readonly ignored: readonly IgnoredFile[];
}

interface FoundFile {
  readonly file: string;
  readonly name: string;
  readonly path: string;
}

/** Looks through a folder of a project, which may be missing; never throws: what can't be used has its reason. */
export async function findNamedFiles(projectFolder: string, folder: NamedFolder): Promise<NamedFiles> {
  const path = join(projectFolder, folder.name);
  const entries = await visibleEntries(path);
  if (typeof entries === 'string') return { files: new Map(), ignored: [{ file: folder.name, reason: entries }] };
  const found = await Promise.all(entries.map((entry) => inspected(path, entry, folder)));
  const usable = found.filter((item) => 'path' in item);
  const ignored = found.filter((item) => 'reason' in item);
  return withoutDoubles(usable, ignored);
}

/** A text says why there are none. */
async function visibleEntries(path: string): Promise<Dirent[] | string> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return (await isAbsent(path)) ? [] : readingFault(path, error);
  }
}

async function isAbsent(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => isMissing(error),
  );
}

async function inspected(folderPath: string, entry: Dirent, folder: NamedFolder): Promise<FoundFile | IgnoredFile> {
  const path = join(folderPath, entry.name);
  const file = `${folder.name}/${entry.name}`;
  const reason = nameFault(entry, folder) ?? (await contentFault(path));
  return reason === undefined ? { file, name: nameOf(entry.name), path } : { file, reason };
}

function nameFault(entry: Dirent, { name: folder, extensions, holds }: NamedFolder): string | undefined {
  if (entry.isDirectory()) return `it is a folder; put the files into ${folder}/ itself`;
  if (!extensions.includes(extname(entry.name))) {
    const kinds = extensions.map((extension) => `*${extension}`).join(', ');
    return `${holds} is a file named ${kinds}`;
  }
  const name = nameOf(entry.name);
  if (NAME_PATTERN.test(name)) return undefined;
  if (name.startsWith('_')) return 'a name that begins with _ is private';
  return `${JSON.stringify(name)} is no name: use lower-case letters, digits and _, and begin with a letter`;
}

async function contentFault(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'it is a link to a folder, and a file is expected';
    if (!found.isFile()) return 'it is not a regular file';
    await access(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return readingFault(path, error);
  }
}

/** Why a file or folder could not be read, without its path. */
export async function readingFault(path: string, error: unknown): Promise<string> {
  const isLink = await readlink(path).then(
    () => true,
    () => false,
  );
  if (isLink && isMissing(error)) return 'it is a broken link: what it leads to does not exist';
  return fileFault(error) ?? String(error);
}

function withoutDoubles(usable: readonly FoundFile[], ignored: readonly IgnoredFile[]): NamedFiles {
  const groups = Object.values(Object.groupBy(usable, ({ name }) => name)).map((group) => group ?? []);
  const single = groups.filter(({ length }) => length === 1).flat();
  const doubles = groups.filter(({ length }) => length > 1).flatMap(sameNameFaults);
  return {
    files: new Map(single.map(({ name, path }) => [name, path])),
    ignored: [...ignored, ...doubles].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

function sameNameFaults(group: readonly FoundFile[]): IgnoredFile[] {
  const reason = `${group.map(({ file }) => file).join(' and ')} have the same name: keep one of them`;
  return group.map(({ file }) => ({ file, reason }));
}

/** The name of a file by its path or file name: what is before the extension. */
export function nameOf(file: string): string {
  return basename(file, extname(file));
}
