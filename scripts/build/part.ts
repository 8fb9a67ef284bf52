import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What is built by itself. All paths are relative to the root, with slashes. */
export interface Part {
  readonly name: string;
  /** Where what was built is noted. */
  readonly stamp: string;
  /** Whether a file of the sources, also a new one, can change what is built. */
  reads(path: string): boolean;
  /** The folder that it is built into, and which files of it are its own. */
  readonly outputFolder: string;
  writes(path: string): boolean;
  /** Builds it anew, after its outputs were deleted; returns the sources that it read besides those that it `reads`. */
  build(): Promise<readonly string[]>;
}

/** A digest for each path. */
export type Contents = ReadonlyMap<string, string>;

interface Stamp {
  readonly sources: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The contents of these files and of all files of these folders; what does not exist is left out. */
export function contentsOf(root: string, sources: readonly string[]): Contents {
  const paths = sources.flatMap((source) => filesUnder(root, source));
  return new Map(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex'),
    ]),
  );
}

/**
 * Whether a part is as these sources would have it: the same files with the same contents as when it was last built, whatever their times, and
 * all its outputs as that build left them.
 */
export function isFresh(root: string, part: Part, sources: Contents): boolean {
  const stamp = readStamp(join(root, part.stamp));
  if (stamp === undefined) return false;
  const read = new Set([...Object.keys(stamp.sources), ...[...sources.keys()].filter((path) => part.reads(path))]);
  return [...read].every((path) => stamp.sources[path] === sources.get(path)) && isSame(stamp.outputs, outputsOf(root, part));
}

/** Builds a part from these sources, and notes it if that went well. A source that changes meanwhile makes the part stale. */
export async function buildPart(root: string, part: Part, sources: Contents): Promise<void> {
  const stamp = join(root, part.stamp);
  rmSync(stamp, { force: true });
  for (const path of Object.keys(outputsOf(root, part))) rmSync(join(root, path));

  const others = new Set(await part.build());
  const read = [...sources].filter(([path]) => part.reads(path) || others.has(path));
  const built: Stamp = { sources: Object.fromEntries(read), outputs: outputsOf(root, part) };
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify(built));
}

function filesUnder(root: string, path: string): string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return found === undefined ? [] : [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll(sep, '/'),
    );
}

/** Size and time of each output, which are enough to see that somebody else has touched it. */
function outputsOf(root: string, part: Part): Record<string, string> {
  const paths = filesUnder(root, part.outputFolder).filter((path) => path !== part.stamp && part.writes(path));
  return Object.fromEntries(
    paths.map((path) => {
      const { size, mtimeMs } = statSync(join(root, path));
      return [path, `${size} ${mtimeMs}`];
    }),
  );
}

/** `undefined` when there is none, or half of one. */
function readStamp(file: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
