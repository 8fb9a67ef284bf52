import type { CallArguments, Expression, FilterUse, MacroNode, Statement } from './syntax-tree.ts';

/** Any node of a template. */
export type TemplateNode = Expression | Statement;

/** A filter or test as a template uses it. */
export interface Use {
  readonly kind: 'filter' | 'test';
  readonly use: FilterUse;
}

/** All filters and tests of a template, in no certain order. */
export function usesIn(nodes: readonly TemplateNode[]): Use[] {
  const uses: Use[] = [];
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    uses.push(...usesOf(node));
    open.push(...childrenOf(node));
  }
  return uses;
}

/** The nodes right below an expression. */
export function operandsOf(node: Expression): readonly Expression[] {
  switch (node.type) {
    case 'name':
    case 'constant':
      return [];
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items;
    case 'dict':
      return node.pairs.flat();
    case 'attribute':
      return [node.object];
    case 'item':
      return [node.object, node.key];
    case 'slice':
      return present(node.start, node.stop, node.step);
    case 'call':
      return [node.callee, ...argumentNodes(node.args)];
    case 'filter':
      return [node.operand, ...argumentNodes(node.filter.args)];
    case 'test':
      return [node.operand, ...argumentNodes(node.test.args)];
    case 'not':
    case 'negate':
    case 'plus':
      return [node.operand];
    case 'and':
    case 'or':
    case 'binary':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case 'conditional':
      return present(node.test, node.then, node.otherwise);
  }
}

/** The expressions in the arguments of a call. */
export function argumentNodes(args: CallArguments): readonly Expression[] {
  const named = args.named.map(({ value }) => value);
  return [...args.positional, ...named, ...present(args.spread, args.namedSpread)];
}

function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  switch (node.type) {
    case 'text':
    case 'break':
    case 'continue':
      return [];
    case 'output':
      return [node.expression];
    case 'for':
      return [...present(node.iterable, node.test), ...node.body, ...node.otherwise];
    case 'if':
      return [...node.branches.flatMap(({ test, body }) => [test, ...body]), ...node.otherwise];
    case 'set':
      return [node.value];
    case 'setBlock':
    case 'filterBlock':
      return [...node.filters.flatMap(({ args }) => argumentNodes(args)), ...node.body];
    case 'with':
      return [...node.bindings.map(({ value }) => value), ...node.body];
    case 'macro':
      return macroChildren(node);
    case 'callBlock':
      return [node.call, ...macroChildren(node.caller)];
    case 'name':
    case 'constant':
    case 'attribute':
    case 'item':
    case 'slice':
    case 'call':
    case 'filter':
    case 'test':
    case 'conditional':
    case 'list':
    case 'tuple':
    case 'dict':
    case 'concat':
    case 'not':
    case 'negate':
    case 'plus':
    case 'and':
    case 'or':
    case 'binary':
    case 'compare':
      return operandsOf(node);
  }
}

function macroChildren({ parameters, body }: MacroNode): readonly TemplateNode[] {
  return [...present(...parameters.map(({ fallback }) => fallback)), ...body];
}

function usesOf(node: TemplateNode): readonly Use[] {
  if (node.type === 'filter') return [{ kind: 'filter', use: node.filter }];
  if (node.type === 'test') return [{ kind: 'test', use: node.test }];
  if (node.type !== 'setBlock' && node.type !== 'filterBlock') return [];
  return node.filters.map((use) => ({ kind: 'filter', use }));
}

function present(...nodes: readonly (Expression | null)[]): readonly Expression[] {
  return nodes.filter((node) => node !== null);
}
