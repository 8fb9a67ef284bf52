import { importedPath } from './source-file.ts';
import type { Tree } from './tree.ts';
import { violation, type Violation } from './violation.ts';

type Edges = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** No file imports itself by way of others, types included. The shortest form of each circle is reported once. */
export function cycleViolations(tree: Tree): Violation[] {
  const edges = edgesOf(tree);
  const told = new Set<string>();
  return [...tree.sources.values()].flatMap((source) => {
    const cycle = shortestCycle(edges, source.path);
    const key = cycle?.toSorted().join(' ');
    if (cycle === undefined || key === undefined || told.has(key)) return [];
    told.add(key);
    const line = edges.get(source.path)?.get(cycle[1] ?? source.path) ?? 1;
    return [violation(source, line, 'circular', [...cycle, source.path].join(' → '))];
  });
}

/** Which file imports which, and in which line. */
function edgesOf(tree: Tree): Edges {
  const entries = [...tree.sources.values()].map((source) => {
    const targets = new Map<string, number>();
    for (const { specifier, line } of source.imports) {
      const target = importedPath(source, specifier);
      if (target !== undefined && tree.sources.has(target) && !targets.has(target)) targets.set(target, line);
    }
    return [source.path, targets] as const;
  });
  return new Map(entries);
}

/** The files on the shortest way from a file back to itself. */
function shortestCycle(edges: Edges, start: string): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const target of edges.get(way.at(-1) ?? start)?.keys() ?? []) {
      if (target === start) return way;
      if (!seen.has(target)) ways.push([...way, target]);
      seen.add(target);
    }
  }
  return undefined;
}
