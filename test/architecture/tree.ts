import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseSource, type SourceFile } from './source-file.ts';

/** All of `src/`, as far as the rules need it. Paths are relative to it. */
export interface Tree {
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Files other than TypeScript. */
  readonly assets: ReadonlySet<string>;
  /** Names of packages that the product may import. */
  readonly dependencies: ReadonlySet<string>;
  /** Names of packages that only tests may import. */
  readonly devDependencies: ReadonlySet<string>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function treeOf(files: Readonly<Record<string, string>>, manifest: Manifest): Tree {
  const paths = Object.keys(files);
  const sources = Object.entries(files)
    .filter(([path]) => path.endsWith('.ts'))
    .map(([path, text]) => [path, parseSource(path, text)] as const);
  return {
    sources: new Map(sources),
    assets: new Set(paths.filter((path) => !path.endsWith('.ts'))),
    dependencies: new Set(Object.keys(manifest.dependencies ?? {})),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
  };
}

/** Reads the tree of a repository from disk. */
export function readTree(repository: string): Tree {
  const root = join(repository, 'src');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(root.length + 1).replaceAll(sep, '/');
    return [path, path.endsWith('.ts') ? readFileSync(file, 'utf8') : ''] as const;
  });
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Manifest;
  return treeOf(Object.fromEntries(files), manifest);
}
