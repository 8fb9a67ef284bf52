import ts from 'typescript';
import { isNative, isTest, roomOf } from './floors.ts';
import { descendants, importedPath, lineOf, type Import, type SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';
import { violation, type Violation } from './violation.ts';

/**
 * Files that a job's child loads have types that can be stripped, and no Nest. These are all files of the native folders and
 * their imports, except files of runner/ and models/ that import Nest: those belong to the server.
 */
export function nativeViolations(tree: Tree): Violation[] {
  const native = nativeSources(tree);
  return native.flatMap((source) => [
    ...nestViolations(tree, source),
    ...[...descendants(source.tree)].flatMap((node) => {
      const fault = inerasable(node);
      return fault === undefined
        ? []
        : [violation(source, lineOf(node), 'native', `${fault} can't be stripped, and Node loads this file as it is`)];
    }),
  ]);
}

function nativeSources(tree: Tree): readonly SourceFile[] {
  const starts = [...tree.sources.values()].filter(
    (source) => isNative(source.path) && !isTest(source.path) && !isServerSide(source),
  );
  const reached = new Set(starts);
  for (const source of reached)
    for (const target of loadedSources(tree, source)) if (!isServerSide(target)) reached.add(target);

  return [...reached];
}

function nestViolations(tree: Tree, source: SourceFile): Violation[] {
  return source.imports.flatMap((imported) => {
    if (isNest(imported))
      return [violation(source, imported.line, 'native', `imports ${imported.specifier}, and a job's child loads this file`)];

    const target = loadedSource(tree, source, imported);
    if (target === undefined || !isServerSide(target)) return [];
    return [
      violation(
        source,
        imported.line,
        'native',
        `imports src/${target.path}, which needs Nest, and a job's child loads this file`,
      ),
    ];
  });
}

/** Among the native rooms, only runner/ and models/ have files for Nest. */
function isServerSide(source: SourceFile): boolean {
  const room = roomOf(source.path);
  return (room === 'runner' || room === 'models' || !isNative(source.path)) && source.imports.some(isNest);
}

function isNest({ specifier, typeOnly }: Import): boolean {
  return !typeOnly && /^(@nestjs\/|nestjs-)/.test(specifier);
}

function loadedSources(tree: Tree, source: SourceFile): SourceFile[] {
  return source.imports.map((imported) => loadedSource(tree, source, imported)).filter((target) => target !== undefined);
}

function loadedSource(tree: Tree, source: SourceFile, { specifier, typeOnly }: Import): SourceFile | undefined {
  const target = importedPath(source, specifier);
  return typeOnly || target === undefined ? undefined : tree.sources.get(target);
}

function inerasable(node: ts.Node): string | undefined {
  if (ts.isEnumDeclaration(node)) return 'an enum';
  if (ts.isModuleDeclaration(node) && !isDeclared(node)) return 'a namespace';
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) return 'a parameter property';
  if (ts.isDecorator(node)) return 'a decorator';
  if (ts.isTypeAssertionExpression(node)) return 'a type assertion in angle brackets';
  if (ts.isImportEqualsDeclaration(node)) return '`import … =`';
  if (ts.isExportAssignment(node) && node.isExportEquals === true) return '`export =`';
  return undefined;
}

function isDeclared(node: ts.ModuleDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}
