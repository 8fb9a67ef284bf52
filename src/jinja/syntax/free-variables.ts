import { argumentNodes, operandsOf } from './node-walk.ts';
import type { Expression, MacroNode, Statement, Target } from './syntax-tree.ts';

/** What every macro may use without being given it by name. */
export const MACRO_NAMES: readonly string[] = ['varargs', 'kwargs', 'caller'];

/** The names that statements look up and don't set themselves, each once. */
export function freeVariables(statements: readonly Statement[]): ReadonlySet<string> {
  const free = new Set<string>();
  visitAll(statements, new Set(), free);
  return free;
}

/** Which of `MACRO_NAMES` a macro uses. */
export function specialNames({ parameters, body }: MacroNode): ReadonlySet<string> {
  const free = freeVariables(body);
  const own = parameters.map(({ name }) => name);
  return new Set(MACRO_NAMES.filter((name) => free.has(name) && !own.includes(name)));
}

/** Adds the names that statements look up to `free`, and those that they set for what follows to `bound`. */
function visitAll(statements: readonly Statement[], bound: Set<string>, free: Set<string>): void {
  for (const statement of statements) visit(statement, bound, free);
}

function visit(node: Statement, bound: Set<string>, free: Set<string>): void {
  switch (node.type) {
    case 'output':
      return look(node.expression, bound, free);
    case 'set':
      look(node.value, bound, free);
      return bind(node.target, bound, free);
    case 'setBlock':
      for (const { args } of node.filters) lookAll(argumentNodes(args), bound, free);
      visitAll(node.body, new Set(bound), free);
      return bind(node.target, bound, free);
    case 'if':
      return visitIf(node, bound, free);
    case 'for':
      return visitFor(node, bound, free);
    case 'macro':
      bound.add(node.name);
      return visitMacro(node, bound, free);
    case 'callBlock':
      look(node.call, bound, free);
      return visitMacro(node.caller, bound, free);
    case 'filterBlock':
      for (const { args } of node.filters) lookAll(argumentNodes(args), bound, free);
      return visitAll(node.body, new Set(bound), free);
    case 'with':
      return visitWith(node, bound, free);
    case 'text':
    case 'break':
    case 'continue':
  }
}

function look(node: Expression, bound: ReadonlySet<string>, free: Set<string>): void {
  if (node.type === 'name' && !bound.has(node.name)) free.add(node.name);
  lookAll(operandsOf(node), bound, free);
}

function lookAll(nodes: readonly Expression[], bound: ReadonlySet<string>, free: Set<string>): void {
  for (const node of nodes) look(node, bound, free);
}

/** A name is set after an `if` when all branches set it. */
function visitIf(node: Extract<Statement, { type: 'if' }>, bound: Set<string>, free: Set<string>): void {
  const ends = node.branches.map(({ test, body }) => {
    look(test, bound, free);
    const inside = new Set(bound);
    visitAll(body, inside, free);
    return inside;
  });
  const otherwise = new Set(bound);
  visitAll(node.otherwise, otherwise, free);
  for (const name of otherwise) if (ends.every((end) => end.has(name))) bound.add(name);
}

function visitFor(node: Extract<Statement, { type: 'for' }>, bound: Set<string>, free: Set<string>): void {
  look(node.iterable, bound, free);
  const inner = new Set(bound);
  bind(node.target, inner, free);
  if (node.test !== null) look(node.test, inner, free);
  visitAll(node.body, new Set(inner).add('loop'), free);
  visitAll(node.otherwise, new Set(bound), free);
}

function visitWith(node: Extract<Statement, { type: 'with' }>, bound: Set<string>, free: Set<string>): void {
  const inner = new Set(bound);
  for (const { target, value } of node.bindings) {
    look(value, bound, free);
    bind(target, inner, free);
  }
  visitAll(node.body, inner, free);
}

function visitMacro({ parameters, body }: MacroNode, bound: ReadonlySet<string>, free: Set<string>): void {
  const inner = new Set([...bound, ...MACRO_NAMES]);
  for (const { name, fallback } of parameters) {
    if (fallback !== null) look(fallback, inner, free);
    inner.add(name);
  }
  visitAll(body, inner, free);
}

function bind(target: Target, bound: Set<string>, free: Set<string>): void {
  if (target.type === 'name') bound.add(target.name);
  else if (target.type === 'tuple') for (const item of target.items) bind(item, bound, free);
  else if (!bound.has(target.object)) free.add(target.object);
}
