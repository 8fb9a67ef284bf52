import { StringValue, type TemplateNode } from './jinja-library.ts';
import { CallNode, childrenOf, DefinedNode, fieldsOf, isNode, nameOf, OutputNode, ValueNode } from './template-nodes.ts';

const STATEMENTS = new Set(['Set', 'If', 'For', 'Macro', 'CallStatement', 'FilterStatement', 'Break', 'Continue', 'Comment']);
const TESTS_OF_ANYTHING = new Set(
  'defined undefined none boolean string number integer iterable mapping sequence callable true false'.split(' '),
);
const TESTS = new Set([...TESTS_OF_ANYTHING, ...'odd even lower upper equalto eq'.split(' ')]);
const FILTERS = new Set(
  (
    'safe tojson list first last length reverse sort join string unique upper lower title capitalize trim indent int float abs ' +
    'items keys values get dictsort bool default selectattr rejectattr map replace'
  ).split(' '),
);
const ALIASES: Readonly<Record<string, string>> = { d: 'default', count: 'length' };

/**
 * Marks, once and for all renders, each place of a parsed template where Jinja2's StrictUndefined would not take an undefined
 * value: printed, looped over, calculated with, called, filtered by anything but `default`. Changes the nodes in place, and
 * throws for a filter or a test that does not exist.
 */
export function makeStrict(node: TemplateNode): void {
  for (const block of ['body', 'alternate', 'defaultBlock']) markOutputs(node, block);
  markOperands(node);
  childrenOf(node).forEach(makeStrict);
}

function markOperands(node: TemplateNode): void {
  switch (node.type) {
    case 'For':
      return requireIterable(node);
    case 'FilterExpression':
      return strictFilter(node);
    case 'FilterStatement':
      checkFilter(node);
      return;
    case 'TestExpression':
      return strictTest(node);
    case 'BinaryExpression':
      return isLogical(node) ? undefined : require(node, 'left', 'right');
    case 'UnaryExpression':
    case 'SpreadExpression':
    case 'KeywordSpreadExpression':
      return require(node, 'argument');
    case 'SliceExpression':
      return require(node, 'start', 'stop', 'step');
    case 'CallExpression':
      return require(node, 'callee');
    case 'MemberExpression':
      return strictMember(node);
  }
}

function markOutputs(node: TemplateNode, field: string): void {
  const fields = fieldsOf(node);
  const block = fields[field];
  if (!Array.isArray(block)) return;
  fields[field] = block.map(markOutput);
}

function markOutput(part: TemplateNode): TemplateNode {
  const { value } = fieldsOf(part);
  if (part.type === 'StringLiteral' && typeof value === 'string') return new ValueNode(new StringValue(value));
  return STATEMENTS.has(part.type) ? part : new OutputNode(part);
}

function require(node: TemplateNode, ...names: readonly string[]): void {
  const fields = fieldsOf(node);
  for (const name of names) {
    const operand = fields[name];
    if (isNode(operand)) fields[name] = new DefinedNode(operand);
  }
}

function requireIterable(node: TemplateNode): void {
  const { iterable } = fieldsOf(node);
  if (isNode(iterable) && iterable.type === 'SelectExpression') require(iterable, 'lhs');
  else require(node, 'iterable');
}

function strictFilter(node: TemplateNode): void {
  const name = checkFilter(node);
  if (name === 'default') return;
  require(node, 'operand');
  const { filter } = fieldsOf(node);
  if (isNode(filter) && filter.type === 'CallExpression') requireArguments(filter);
}

function requireArguments(call: TemplateNode): void {
  const fields = fieldsOf(call);
  const args = Array.isArray(fields.args) ? fields.args : [];
  for (const argument of args) if (argument.type === 'KeywordArgumentExpression') require(argument, 'value');
  // A few filters ask for literal texts by their node type.
  const free = new Set(['KeywordArgumentExpression', 'SpreadExpression', 'KeywordSpreadExpression', 'StringLiteral']);
  fields.args = args.map((argument) => (free.has(argument.type) ? argument : new DefinedNode(argument)));
}

function checkFilter(node: TemplateNode): string {
  const fields = fieldsOf(node);
  const written = nameOf(fields.filter) ?? '';
  const name = ALIASES[written] ?? written;
  if (!FILTERS.has(name)) throw new SyntaxError(`there is no filter "${written}"`);
  const { filter } = fields;
  if (!isNode(filter)) return name;
  const identifier = filter.type === 'CallExpression' ? fieldsOf(filter).callee : filter;
  if (isNode(identifier)) fieldsOf(identifier).value = name;
  // The library knows `default` only as a call.
  if (name === 'default' && identifier === filter) fields.filter = new CallNode(filter, []);
  return name;
}

function strictTest(node: TemplateNode): void {
  const name = nameOf(fieldsOf(node).test) ?? '';
  if (!TESTS.has(name)) throw new SyntaxError(`there is no test "${name}"`);
  if (!TESTS_OF_ANYTHING.has(name)) require(node, 'operand');
}

function strictMember(node: TemplateNode): void {
  const { property, computed } = fieldsOf(node) as { property?: unknown; computed?: unknown };
  if (computed !== true || !isNode(property)) return;
  if (property.type === 'SliceExpression') require(node, 'object');
  else if (property.type !== 'StringLiteral' && property.type !== 'IntegerLiteral') require(node, 'property');
}

function isLogical(node: TemplateNode): boolean {
  const operator = (node as unknown as { readonly operator: { readonly value: string } }).operator.value;
  return operator === 'and' || operator === 'or';
}
