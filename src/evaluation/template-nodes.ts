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
