import { posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Whether it disappears when the types are stripped. */
  readonly typeOnly: boolean;
  /** The imported names; empty for whole modules. */
  readonly names: readonly string[];
}

export interface SourceFile {
  /** Relative to `src/`, with forward slashes. */
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Parses a file and finds every import in it: static, dynamic, `export … from`, `import type`, `import('…').Type`, `require`. */
export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const imports: Import[] = [];
  for (const node of descendants(tree)) {
    const found = importOf(node);
    if (found !== undefined) imports.push({ ...found, line: lineOf(node) });
  }
  return { path, tree, imports };
}

/** The path under `src/` of a relative import; `undefined` for packages. */
export function importedPath(source: SourceFile, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(source.path), specifier) : undefined;
}

export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** The node and all below it. */
export function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* descendants(child);
}

function importOf(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const typeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return of(node.moduleSpecifier, typeOnly, elementNames(clause?.namedBindings));
  }
  if (ts.isExportDeclaration(node)) return of(node.moduleSpecifier, node.isTypeOnly, elementNames(node.exportClause));
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? of(node.argument.literal, true) : undefined;

  if (ts.isExternalModuleReference(node)) return of(node.expression, false);
  if (ts.isCallExpression(node) && isImporter(node.expression)) return of(node.arguments[0], false);
  return undefined;
}

function of(
  specifier: ts.Node | undefined,
  typeOnly: boolean,
  names: readonly string[] = [],
): Omit<Import, 'line'> | undefined {
  return specifier !== undefined && ts.isStringLiteralLike(specifier)
    ? { specifier: specifier.text, typeOnly, names }
    : undefined;
}

function elementNames(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): readonly string[] {
  if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return [];
  return bindings.elements.map((element) => (element.propertyName ?? element.name).text);
}

function isImporter(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}
