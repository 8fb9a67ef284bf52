import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { floorOf, isTest, roomOf } from './floors.ts';
import type { Import, SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';
import { violation, type Violation } from './violation.ts';

const INPUT_AND_OUTPUT =
  /^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|cluster|worker_threads|readline|repl|inspector|process)(\/|$)/;
const FRAMEWORKS = /^(@nestjs\/|nestjs-|@fastify\/|fastify$|@ai-sdk\/|ai$|@openrouter\/|pino|rxjs|ws$)/;

/** Packages come from package.json, and the cores use neither a framework nor input and output. */
export function packageViolations(tree: Tree): Violation[] {
  return [...tree.sources.values()].flatMap((source) =>
    source.imports
      .filter(({ specifier }) => !specifier.startsWith('.'))
      .flatMap((imported) => [...aliasViolations(tree, source, imported), ...coreViolations(tree, source, imported)]),
  );
}

function aliasViolations(tree: Tree, source: SourceFile, { specifier, line }: Import): Violation[] {
  const name = packageName(specifier);
  if (isBuiltin(specifier) || tree.dependencies.has(name)) return [];
  if (isTest(source.path) && tree.devDependencies.has(name)) return [];
  return [
    violation(
      source,
      line,
      'alias',
      `imports ${specifier}, which is no dependency in package.json: use a relative path, or add the package`,
    ),
  ];
}

function coreViolations(tree: Tree, source: SourceFile, imported: Import): Violation[] {
  if (floorOf(roomOf(source.path)) !== 0 || isTest(source.path)) return [];
  const { specifier, line } = imported;
  if (FRAMEWORKS.test(specifier)) return [violation(source, line, 'core', `imports ${specifier}: a core is plain TypeScript`)];
  if (INPUT_AND_OUTPUT.test(specifier) && !readsItsTemplate(tree, source, imported)) {
    return [
      violation(
        source,
        line,
        'core',
        `imports ${specifier}: a core reads and writes nothing but the .jinja beside it (readFileSync)`,
      ),
    ];
  }
  return [];
}

/** The one exception: `readFileSync` in a file that names a template of its own folder. */
function readsItsTemplate(tree: Tree, source: SourceFile, { specifier, names }: Import): boolean {
  if (specifier !== 'node:fs' || names.length !== 1 || names[0] !== 'readFileSync') return false;
  const folder = posix.dirname(source.path);
  return [...tree.assets].some(
    (asset) => asset.endsWith('.jinja') && posix.dirname(asset) === folder && source.tree.text.includes(posix.basename(asset)),
  );
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
