import { areNeighbours, floorOf, isModule, isTest, OPEN_ROOMS, OPEN_TO_PROJECTS, PACKAGE_ENTRY, roomOf } from './floors.ts';
import { importedPath, type Import, type SourceFile } from './source-file.ts';
import type { Tree } from './tree.ts';
import { violation, type Violation } from './violation.ts';

const FEATURES = 3;
const ADAPTERS = 2;

/** Arrows between the files of `src/` point down. */
export function floorViolations(tree: Tree): Violation[] {
  return [...tree.sources.values()].flatMap((source) => [
    ...roomViolations(source),
    ...source.imports.flatMap((imported) => arrowViolations(tree, source, imported)),
  ]);
}

function roomViolations(source: SourceFile): Violation[] {
  const room = roomOf(source.path);
  if (floorOf(room) !== undefined) return [];
  return [
    violation(source, 1, 'room', `${room}/ stands on no floor: move the file, or give the room a floor in test/architecture`),
  ];
}

function arrowViolations(tree: Tree, source: SourceFile, imported: Import): Violation[] {
  const target = importedPath(source, imported.specifier);
  if (target === undefined) return [];
  const fault = targetFault(tree, source, target) ?? arrowFault(source, target);
  return fault === undefined ? [] : [violation(source, imported.line, fault.rule, fault.message)];
}

interface Fault {
  readonly rule: string;
  readonly message: string;
}

function targetFault(tree: Tree, source: SourceFile, target: string): Fault | undefined {
  if (target.startsWith('../test/') && isTest(source.path)) return undefined;
  if (target.startsWith('..')) return { rule: 'outside', message: `imports ${target}, which is outside src/` };
  if (!tree.sources.has(target) && !tree.assets.has(target)) {
    return {
      rule: 'suffix',
      message: `imports src/${target}, which is no file: a relative import names the file with its .ts suffix`,
    };
  }
  if (isTest(target) && !isTest(source.path))
    return { rule: 'test-code', message: `imports src/${target}, which is only there in tests` };
  return undefined;
}

function arrowFault(source: SourceFile, target: string): Fault | undefined {
  const from = roomOf(source.path);
  const to = roomOf(target);
  const fromFloor = floorOf(from);
  const toFloor = floorOf(to);
  if (fromFloor === undefined || toFloor === undefined) return undefined;
  if (source.path === PACKAGE_ENTRY) return entryFault(target, toFloor);
  if (toFloor > fromFloor)
    return { rule: 'upward', message: `imports src/${target}: floor ${fromFloor} must not know floor ${toFloor}` };

  if (toFloor === fromFloor && from !== to && !mayLookAside(source, target)) {
    return {
      rule: 'sideways',
      message: `imports src/${target}: ${from}/ and ${to}/ are on one floor; meet in a port below, or on the bus`,
    };
  }
  if (fromFloor === FEATURES && toFloor === ADAPTERS && !mayUseAdapter(source, target)) {
    return {
      rule: 'adapter',
      message: `imports src/${target}: a feature takes ${to}/ by its *.module.ts, in its own *.module.ts, and injects a port of domain/`,
    };
  }
  return undefined;
}

function entryFault(target: string, toFloor: number): Fault | undefined {
  if (toFloor === 0 || OPEN_TO_PROJECTS.includes(roomOf(target))) return undefined;
  return {
    rule: 'entry',
    message: `imports src/${target}: what user projects import shows the cores, the domain and answers/ only`,
  };
}

function isTopFloor(source: SourceFile, target: string): boolean {
  return floorOf(roomOf(source.path)) === 4 && floorOf(roomOf(target)) === 4;
}

function mayUseAdapter(source: SourceFile, target: string): boolean {
  return OPEN_ROOMS.includes(roomOf(target)) || isTest(source.path) || (isModule(source.path) && isModule(target));
}

/** Composition is one place, tests of adapters use other adapters, and some neighbours are named. */
function mayLookAside(source: SourceFile, target: string): boolean {
  if (isTopFloor(source, target) || areNeighbours(roomOf(source.path), roomOf(target))) return true;
  return isTest(source.path) && floorOf(roomOf(target)) === ADAPTERS;
}
