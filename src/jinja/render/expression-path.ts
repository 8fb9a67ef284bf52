import { reprOf } from '../values/python-text.ts';
import type { Expression } from '../syntax/syntax-tree.ts';

/** An expression as the template wrote it, roughly: what a message calls a value that is undefined. */
export function pathOf(node: Expression): string {
  switch (node.type) {
    case 'name':
      return node.name;
    case 'attribute':
      return `${pathOf(node.object)}.${node.name}`;
    case 'item':
      return `${pathOf(node.object)}[${pathOf(node.key)}]`;
    case 'filter':
      return `${pathOf(node.operand)} | ${node.filter.name}`;
    case 'call':
      return `what ${pathOf(node.callee)}() returned`;
    case 'constant':
      return typeof node.value === 'string' ? JSON.stringify(node.value) : reprOf(node.value);
    case 'list':
    case 'tuple':
    case 'dict':
    case 'concat':
    case 'test':
    case 'not':
    case 'negate':
    case 'plus':
    case 'and':
    case 'or':
    case 'binary':
    case 'compare':
    case 'conditional':
    case 'slice':
      return 'a value';
  }
}
