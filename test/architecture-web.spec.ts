import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseSource, type SourceFile } from './architecture/source-file.ts';

const REPOSITORY = dirname(dirname(fileURLToPath(import.meta.url)));
const MOST_LINES = 300;

/** What the browser application is made of; each of these is in what a browser loads. */
const PACKAGES = [
  '@tanstack/react-query',
  '@tanstack/react-virtual',
  'd3-scale',
  'd3-shape',
  'diff',
  'openapi-fetch',
  'react',
  'react-dom',
  'wouter',
];

/** The rooms of `src/` that the application may take from: pure modules of the reports, and the generated types of the API. */
const SHARED = /^src\/reports\//;
const TYPES = /^src\/(?:reports|client)\//;

/** Markup out of text is how text of a model becomes a script. */
const UNSAFE = /dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;

/** Requests go through the client, which knows where the server is and what an error says. */
const REQUEST = /\bfetch\(|new EventSource\(|new WebSocket\(|new XMLHttpRequest\(/;

const sources = new Map(sourcesIn('web/src').map((source) => [source.path, source]));

describe('the browser application', () => {
  it('is read', () => {
    expect([...sources.keys()]).toEqual(expect.arrayContaining(['web/src/app.tsx', 'web/src/api/client.ts']));
  });

  it('takes from the server only the types of its API and pure modules of the reports', () => {
    expect(
      allImports()
        .filter((found) => !isAllowed(found))
        .map(told),
    ).toEqual([]);
  });

  it('loads nothing of Node or Nest by what it takes from the reports', () => {
    const taken = allImports().filter(({ path, typeOnly }) => !typeOnly && path?.startsWith('src/') === true);
    const loaded = closureOf(taken.flatMap(({ path }) => (path === undefined ? [] : [path])));
    const faults = loaded.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, typeOnly }) => !typeOnly && !specifier.startsWith('.') && !isForBrowsers(specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(faults).toEqual([]);
  });

  it('makes no markup out of text', () => {
    expect(filesWith(UNSAFE)).toEqual([]);
  });

  it('asks the server only in web/src/api', () => {
    expect(filesWith(REQUEST).filter((path) => !path.startsWith('web/src/api/'))).toEqual([]);
  });

  it('has files that one can read', () => {
    const long = [...sources.values()].filter(({ tree }) => tree.text.split('\n').length > MOST_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});

interface Found {
  readonly source: string;
  readonly line: number;
  readonly specifier: string;
  /** From the top of the repository; `undefined` for a package. */
  readonly path: string | undefined;
  readonly typeOnly: boolean;
}

function allImports(): Found[] {
  return [...sources.values()]
    .filter(({ path }) => !path.endsWith('.spec.ts'))
    .flatMap((source) =>
      source.imports.map(({ specifier, line, typeOnly }) => {
        return { source: source.path, line, specifier, path: pathOf(source, specifier), typeOnly };
      }),
    );
}

function isAllowed({ path, specifier, typeOnly }: Found): boolean {
  if (path === undefined) return isForBrowsers(specifier);
  return path.startsWith('web/src/') || (typeOnly ? TYPES : SHARED).test(path);
}

function isForBrowsers(specifier: string): boolean {
  return !isBuiltin(specifier) && PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function told({ source, line, specifier }: Found): string {
  return `${source}:${line} imports ${specifier}`;
}

/** These modules and all that they load. */
function closureOf(paths: readonly string[]): SourceFile[] {
  const loaded = new Map<string, SourceFile>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue;
    const source = parseSource(path, readFileSync(join(REPOSITORY, path), 'utf8'));
    loaded.set(path, source);
    for (const { specifier, typeOnly } of source.imports) {
      const next = pathOf(source, specifier);
      if (!typeOnly && next !== undefined) waiting.push(next);
    }
  }
  return [...loaded.values()];
}

function pathOf({ path }: SourceFile, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}

function filesWith(pattern: RegExp): string[] {
  return [...sources.values()].filter(({ tree }) => pattern.test(tree.text)).map(({ path }) => path);
}

function sourcesIn(folder: string): SourceFile[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = posix.join(folder, name.replaceAll(sep, '/'));
      return parseSource(path, readFileSync(join(REPOSITORY, path), 'utf8'));
    });
}
