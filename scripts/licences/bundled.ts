import type { LockedPackage } from './licence-check.ts';

/** The packages that sources import, without their paths: `react-dom` for `react-dom/client`. */
export function importedPackages(sources: readonly string[]): string[] {
  const specifiers = sources.flatMap((source) => [...source.matchAll(/\b(?:from|import)\s*\(?\s*'([^'.\s][^'\s]*)'/g)]);
  const names = specifiers.map(([, specifier = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(names)].filter((name) => !name.startsWith('node:')).sort();
}

/**
 * The paths in a lock file of some packages and of all that they depend on, as Node finds them. Throws a `RangeError` for a package that
 * is not in it.
 */
export function pathsOf(locked: Readonly<Record<string, LockedPackage>>, names: readonly string[]): Set<string> {
  const paths = new Set(names.map((name) => pathFrom('', name, locked)));
  // A set that grows while it is walked: what is added is visited too.
  for (const path of paths)
    for (const name of Object.keys(locked[path]?.dependencies ?? {})) paths.add(pathFrom(path, name, locked));
  return paths;
}

/** Where Node finds a package that is imported at `path`: in the nearest `node_modules` that has it. */
function pathFrom(path: string, name: string, locked: Readonly<Record<string, LockedPackage>>): string {
  const found = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
  if (locked[found] !== undefined) return found;
  if (path === '') throw new RangeError(`package-lock.json has no ${name}, which the browser application imports`);
  return pathFrom(path.replace(/(^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, ''), name, locked);
}
