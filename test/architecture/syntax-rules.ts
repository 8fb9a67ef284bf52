import ts from 'typescript';
import { GATHERING_ENTRIES, isTest, roomOf } from './floors.ts';
import { descendants, lineOf, type SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';
import { violation, type Violation } from './violation.ts';

const ENVIRONMENT = 'the environment is read once, in config/: take what you need from its Config';

/** No barrels, no `forwardRef`, and no `process.env` outside config/. */
export function syntaxViolations(tree: Tree): Violation[] {
  return [...tree.sources.values()].flatMap((source) => [
    ...barrelViolations(source),
    ...forwardRefViolations(source),
    ...environmentViolations(source),
  ]);
}

function barrelViolations(source: SourceFile): Violation[] {
  // A thread finds its tasks by the names that its file exports.
  if (source.path.endsWith('.worker.ts')) return [];
  const { statements } = source.tree;
  const onlyPasses = statements.every((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement));
  if (GATHERING_ENTRIES.includes(source.path) || !onlyPasses || !statements.some(ts.isExportDeclaration)) return [];
  return [violation(source, 1, 'barrel', 'only exports what others have: import it from where it is')];
}

function forwardRefViolations(source: SourceFile): Violation[] {
  const references = [...descendants(source.tree)].filter((node) => ts.isIdentifier(node) && node.text === 'forwardRef');
  return references.map((node) => violation(source, lineOf(node), 'forwardRef', 'put a port below, or the bus between'));
}

function environmentViolations(source: SourceFile): Violation[] {
  if (roomOf(source.path) === 'config' || isTest(source.path)) return [];
  const nodes = [...descendants(source.tree)].filter((node) => readsEnvironment(node));
  const imports = source.imports.filter(({ specifier, names }) => /^(node:)?process$/.test(specifier) && names.includes('env'));
  const lines = [...nodes.map(lineOf), ...imports.map(({ line }) => line)];
  return lines.map((line) => violation(source, line, 'environment', ENVIRONMENT));
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node)) {
    return (
      ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === 'env' && isProcess(node.expression)
    );
  }
  return (
    ts.isVariableDeclaration(node) &&
    ts.isObjectBindingPattern(node.name) &&
    node.initializer !== undefined &&
    isProcess(node.initializer) &&
    node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env')
  );
}

function isProcess(expression: ts.Expression): boolean {
  if (ts.isIdentifier(expression)) return expression.text === 'process';
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'process';
}
