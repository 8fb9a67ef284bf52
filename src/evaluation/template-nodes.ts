import { parse, type TemplateNode, type TemplateValue } from './jinja-library.ts';

/** The library finds a macro's `kwargs` and `varargs` by its own node class, so ours must be of it. */
const Statement = Object.getPrototypeOf(parse([]).constructor) as new () => { type: string };

/** Prints a value, which must be defined. */
export class OutputNode extends Statement {
  override readonly type = 'Output';
  readonly operand: TemplateNode;

  constructor(operand: TemplateNode) {
    super();
    this.operand = operand;
  }
}

/** A value that must be defined where it stands. */
export class DefinedNode extends Statement {
  override readonly type = 'Defined';
  readonly operand: TemplateNode;

  constructor(operand: TemplateNode) {
    super();
    this.operand = operand;
  }
}

/** A value that is known already. */
export class ValueNode extends Statement {
  override readonly type = 'Value';
  readonly value: TemplateValue;

  constructor(value: TemplateValue) {
    super();
    this.value = value;
  }
}

/** A call, as the library's own node is. */
export class CallNode extends Statement {
  override readonly type = 'CallExpression';
  readonly callee: TemplateNode;
  readonly args: readonly TemplateNode[];

  constructor(callee: TemplateNode, args: readonly TemplateNode[]) {
    super();
    this.callee = callee;
    this.args = args;
  }
}

/** Any field of a node, for those who know its type. */
export type NodeFields = Record<string, TemplateNode | TemplateNode[] | string | undefined | null>;

export function fieldsOf(node: TemplateNode): NodeFields {
  return node as unknown as NodeFields;
}

export function isNode(value: unknown): value is TemplateNode {
  return value instanceof Statement;
}

/** The nodes right below a node. Of a filter these are its arguments: its name is no variable. */
export function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  return Object.entries(fieldsOf(node)).flatMap(([name, field]: [string, unknown]) => {
    if (isNode(field)) return name === 'filter' ? argumentsOf(field) : [field];
    if (Array.isArray(field)) return field.filter(isNode);
    return field instanceof Map ? [...field].flat().filter(isNode) : [];
  });
}

function argumentsOf(filter: TemplateNode): readonly TemplateNode[] {
  const { args } = fieldsOf(filter);
  return Array.isArray(args) ? args : [];
}

/** The name of a filter or of what is called, `undefined` where it is no plain name. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  const { callee, value } = fieldsOf(node);
  if (node.type === 'CallExpression') return nameOf(callee);
  return node.type === 'Identifier' && typeof value === 'string' ? value : undefined;
}

const ALWAYS_THERE = ['true', 'false', 'none', 'True', 'False', 'None'];

/** What a template may use without being given it, and a caller may give all the same. */
export const TEMPLATE_GLOBALS: readonly string[] = ['range', 'namespace'];

/** The names that a template looks up in what it is given, as written, each once. */
export function freeVariables(program: TemplateNode): ReadonlySet<string> {
  const free = new Set<string>();
  visit(program, new Set(ALWAYS_THERE), free);
  return free;
}

/** Adds the free names of `node` to `free`, and those that it sets for what follows to `bound`. */
function visit(node: TemplateNode, bound: Set<string>, free: Set<string>): void {
  const fields = fieldsOf(node);
  switch (node.type) {
    case 'Identifier': {
      const name = nameOf(node);
      if (name !== undefined && !bound.has(name)) free.add(name);
      return;
    }
    case 'Set':
      visitAll([fields.value, fields.body], new Set(bound), free);
      return bind(fields.assignee, bound, free);
    case 'If':
      return visitIf(node, bound, free);
    case 'For':
      return visitFor(node, bound, free);
    case 'Macro':
      visitMacro(fields.args, fields.body, bound, free);
      return bind(fields.name, bound, free);
    case 'CallStatement':
      visitAll([fields.call], bound, free);
      return visitMacro(fields.callerArgs, fields.body, bound, free);
    case 'MemberExpression':
      return visitAll([fields.object, isComputed(node) ? fields.property : undefined], bound, free);
    case 'KeywordArgumentExpression':
      return visitAll([fields.value], bound, free);
    case 'TestExpression':
      return visitAll([fields.operand], bound, free);
    default:
      childrenOf(node).forEach((child) => visit(child, bound, free));
  }
}

function visitAll(parts: readonly unknown[], bound: Set<string>, free: Set<string>): void {
  for (const part of parts.flat()) if (isNode(part)) visit(part, bound, free);
}

/** A name is set after an `if` when both branches set it. */
function visitIf(node: TemplateNode, bound: Set<string>, free: Set<string>): void {
  const { test, body, alternate } = fieldsOf(node);
  visitAll([test], bound, free);
  const inBody = new Set(bound);
  const inAlternate = new Set(bound);
  visitAll([body], inBody, free);
  visitAll([alternate], inAlternate, free);
  for (const name of inBody) if (inAlternate.has(name)) bound.add(name);
}

function visitFor(node: TemplateNode, bound: Set<string>, free: Set<string>): void {
  const { iterable, loopvar, body, defaultBlock } = fieldsOf(node);
  const inner = new Set(bound).add('loop');
  bind(loopvar, inner, free);
  if (isNode(iterable) && iterable.type === 'SelectExpression') {
    visitAll([fieldsOf(iterable).lhs], bound, free);
    visitAll([fieldsOf(iterable).test], inner, free);
  } else {
    visitAll([iterable], bound, free);
  }
  visitAll([body], inner, free);
  visitAll([defaultBlock], new Set(bound), free);
}

function visitMacro(parameters: unknown, body: unknown, bound: Set<string>, free: Set<string>): void {
  const inner = new Set([...bound, 'varargs', 'kwargs', 'caller']);
  for (const parameter of Array.isArray(parameters) ? parameters.filter(isNode) : []) {
    const { key, value } = fieldsOf(parameter);
    if (parameter.type === 'KeywordArgumentExpression') visitAll([value], bound, free);
    bind(parameter.type === 'Identifier' ? parameter : key, inner, free);
  }
  visitAll([body], inner, free);
}

function bind(target: unknown, bound: Set<string>, free: Set<string>): void {
  if (!isNode(target)) return;
  const name = nameOf(target);
  if (name !== undefined) bound.add(name);
  else if (target.type === 'TupleLiteral') for (const item of childrenOf(target)) bind(item, bound, free);
  else visit(target, bound, free);
}

function isComputed(node: TemplateNode): boolean {
  return (node as unknown as { readonly computed: boolean }).computed;
}
