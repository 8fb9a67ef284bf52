import { posix } from 'node:path';
import { isTest, PACKAGE_ENTRY } from './floors.ts';
import type { SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';
import { violation, type Violation } from './violation.ts';

const LONGEST = 350;

/** Tables that are written by a tool. */
const GENERATED: readonly string[] = ['client/api-schema.ts'];

/** Names that say nothing about what is in the file. */
const EMPTY_NAME = /^(utils?|helpers?|common|shared|misc|types|interfaces|constants|index)(\.|$)/;

/** A file is named after its main export, and short enough to be read in one go. Tests may be longer. */
export function fileViolations(tree: Tree): Violation[] {
  return [...tree.sources.values()].flatMap((source) => [...lengthViolations(source), ...nameViolations(source)]);
}

function lengthViolations(source: SourceFile): Violation[] {
  const lines = source.tree.text.trimEnd().split('\n').length;
  if (lines <= LONGEST || isTest(source.path) || GENERATED.includes(source.path)) return [];
  return [violation(source, LONGEST, 'length', `has ${lines} lines: look for the seam above ${LONGEST}`)];
}

function nameViolations(source: SourceFile): Violation[] {
  if (source.path === PACKAGE_ENTRY || isTest(source.path) || !EMPTY_NAME.test(posix.basename(source.path))) return [];
  return [violation(source, 1, 'name', 'says nothing about its content: name it after its main export')];
}
