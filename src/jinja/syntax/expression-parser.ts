import { parseInteger } from '../values/numbers.ts';
import { NONE } from '../values/value.ts';
import { MAX_DIGITS } from '../work-limit.ts';
import { callArguments, type Grammar, testUse, filterUses } from './call-parser.ts';
import type { BinaryOperator, Comparator, Expression, FilterUse } from './syntax-tree.ts';
import { described, type TokenStream } from './token-stream.ts';

const GRAMMAR: Grammar = { parseExpression, parsePrimary, parsePostfix };

/** An expression as `{{ }}` holds it: several with commas are a tuple. */
export function parseTuple(stream: TokenStream, options: TupleOptions = {}): Expression {
  const { hasConditional = true, endName, isInParentheses = false } = options;
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expectOperator(',');
    if (isTupleEnd(stream, endName)) break;
    items.push(hasConditional ? parseExpression(stream) : stream.nested(() => parseOr(stream)));
    if (!stream.isOperator(',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only !== undefined) return only;
  if (!isTuple && !isInParentheses) throw stream.fault(`expected an expression, got ${described(stream.current)}`);
  return { type: 'tuple', items };
}

interface TupleOptions {
  /** Whether an inline `if` may stand there. */
  readonly hasConditional?: boolean;
  /** A name that ends the tuple. */
  readonly endName?: string;
  readonly isInParentheses?: boolean;
}

/** One expression, an inline `if` included. */
export function parseExpression(stream: TokenStream): Expression {
  return stream.nested(() => parseConditional(stream));
}

/** `| name(…) | name`, as many as follow each other. */
export function parseFilters(stream: TokenStream, isInline = false): FilterUse[] {
  return filterUses(stream, GRAMMAR, isInline);
}

/** A name, a literal, or something in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
  const { type } = stream.current;
  if (type === 'name') return named(stream.expectName());
  if (type === 'string') return { type: 'constant', value: strings(stream) };
  if (type === 'integer') return { type: 'constant', value: integer(stream) };
  if (type === 'float') return { type: 'constant', value: Number(stream.next().value.replaceAll('_', '')) };
  return bracketed(stream);
}

/** Attributes, subscripts and calls after an expression. */
export function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let node = start;
  for (let length = 1; ; length += 1) {
    if (stream.isOperator('.', '[')) node = parseSubscript(stream, node);
    else if (stream.isOperator('(')) node = { type: 'call', callee: node, args: callArguments(stream, GRAMMAR) };
    else return node;
    stream.checkChain(length);
  }
}

function parseConditional(stream: TokenStream): Expression {
  let node = parseOr(stream);
  for (let length = 1; stream.skipName('if'); length += 1) {
    stream.checkChain(length);
    const test = parseOr(stream);
    const otherwise = stream.skipName('else') ? parseExpression(stream) : null;
    node = { type: 'conditional', test, then: node, otherwise };
  }
  return node;
}

function parseOr(stream: TokenStream): Expression {
  return logical(stream, 'or', () => logical(stream, 'and', () => parseNot(stream)));
}

function logical(stream: TokenStream, type: 'and' | 'or', parseOperand: () => Expression): Expression {
  let left = parseOperand();
  for (let length = 1; stream.skipName(type); length += 1) {
    stream.checkChain(length);
    left = { type, left, right: parseOperand() };
  }
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.skipName('not')) return parseComparison(stream);
  return { type: 'not', operand: stream.nested(() => parseNot(stream)) };
}

function parseComparison(stream: TokenStream): Expression {
  const first = parseSum(stream);
  const rest: { operator: Comparator; operand: Expression }[] = [];
  for (let operator = comparator(stream); operator !== undefined; operator = comparator(stream)) {
    rest.push({ operator, operand: parseSum(stream) });
    stream.checkChain(rest.length);
  }
  return rest.length === 0 ? first : { type: 'compare', first, rest };
}

function comparator(stream: TokenStream): Comparator | undefined {
  if (stream.isOperator('==', '!=', '<', '<=', '>', '>=')) return stream.next().value as Comparator;
  if (stream.skipName('in')) return 'in';
  if (!stream.isName('not') || stream.look().value !== 'in' || stream.look().type !== 'name') return undefined;
  stream.next();
  stream.next();
  return 'not in';
}

function parseSum(stream: TokenStream): Expression {
  return binary(stream, ['+', '-'], () => parseConcat(stream));
}

function parseConcat(stream: TokenStream): Expression {
  const items = [parseProduct(stream)];
  while (stream.skipOperator('~')) {
    items.push(parseProduct(stream));
    stream.checkChain(items.length);
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { type: 'concat', items };
}

function parseProduct(stream: TokenStream): Expression {
  return binary(stream, ['*', '/', '//', '%'], () => binary(stream, ['**'], () => parseUnary(stream, true)));
}

function binary(stream: TokenStream, operators: readonly BinaryOperator[], parseOperand: () => Expression): Expression {
  let left = parseOperand();
  for (let length = 1; stream.isOperator(...operators); length += 1) {
    stream.checkChain(length);
    const operator = stream.next().value as BinaryOperator;
    left = { type: 'binary', operator, left, right: parseOperand() };
  }
  return left;
}

function parseUnary(stream: TokenStream, hasFilters: boolean): Expression {
  const node = parsePostfix(stream, parseSigned(stream));
  return hasFilters ? parseFilterChain(stream, node) : node;
}

function parseSigned(stream: TokenStream): Expression {
  if (stream.skipOperator('-')) return { type: 'negate', operand: stream.nested(() => parseUnary(stream, false)) };
  if (stream.skipOperator('+')) return { type: 'plus', operand: stream.nested(() => parseUnary(stream, false)) };
  return parsePrimary(stream);
}

function parseFilterChain(stream: TokenStream, start: Expression): Expression {
  let node = start;
  for (let length = 1; ; length += 1) {
    if (stream.isOperator('|'))
      node = parseFilters(stream).reduce<Expression>((operand, filter) => ({ type: 'filter', operand, filter }), node);
    else if (stream.isName('is')) node = testUse(stream, node, GRAMMAR);
    else if (stream.isOperator('(')) node = { type: 'call', callee: node, args: callArguments(stream, GRAMMAR) };
    else return node;
    stream.checkChain(length);
  }
}

function parseSubscript(stream: TokenStream, object: Expression): Expression {
  if (stream.skipOperator('.')) {
    if (stream.isType('integer')) return { type: 'item', object, key: { type: 'constant', value: integer(stream) } };
    return { type: 'attribute', object, name: stream.expect('name', 'a name or a number').value };
  }
  stream.expectOperator('[');
  const keys: Expression[] = [];
  while (!stream.isOperator(']')) {
    if (keys.length > 0) stream.expectOperator(',');
    keys.push(parseKey(stream));
  }
  stream.expectOperator(']');
  const [only] = keys;
  return { type: 'item', object, key: keys.length === 1 && only !== undefined ? only : { type: 'tuple', items: keys } };
}

/** What stands in a subscript: an expression, or a slice. */
function parseKey(stream: TokenStream): Expression {
  const bound = (): Expression | null => (stream.isOperator(']', ',', ':') ? null : parseExpression(stream));
  const start = bound();
  if (!stream.skipOperator(':')) {
    if (start === null) throw stream.fault(`expected an expression, got ${described(stream.current)}`);
    return start;
  }
  const stop = bound();
  return { type: 'slice', start, stop, step: stream.skipOperator(':') ? bound() : null };
}

function named(name: string): Expression {
  switch (name) {
    case 'true':
    case 'True':
      return { type: 'constant', value: true };
    case 'false':
    case 'False':
      return { type: 'constant', value: false };
    case 'none':
    case 'None':
      return { type: 'constant', value: NONE };
    default:
      return { type: 'name', name };
  }
}

function strings(stream: TokenStream): string {
  const parts: string[] = [];
  while (stream.isType('string')) parts.push(stream.next().value);
  return parts.join('');
}

function integer(stream: TokenStream): bigint {
  if (stream.current.value.length > MAX_DIGITS) throw stream.fault(`whole numbers are limited to ${MAX_DIGITS} digits`);
  return parseInteger(stream.next().value, 0);
}

function bracketed(stream: TokenStream): Expression {
  if (stream.skipOperator('(')) {
    const inside = stream.nested(() => parseTuple(stream, { isInParentheses: true }));
    stream.expectOperator(')');
    return inside;
  }
  if (stream.skipOperator('[')) return { type: 'list', items: separated(stream, ']', () => parseExpression(stream)) };
  if (stream.skipOperator('{')) return { type: 'dict', pairs: separated(stream, '}', () => parsePair(stream)) };
  throw stream.fault(`unexpected ${described(stream.current)}`);
}

function parsePair(stream: TokenStream): readonly [Expression, Expression] {
  const key = parseExpression(stream);
  stream.expectOperator(':');
  return [key, parseExpression(stream)];
}

/** Parts with commas between up to a closer, one more comma before it allowed. */
function separated<Part>(stream: TokenStream, closer: string, parse: () => Part): Part[] {
  const parts: Part[] = [];
  while (!stream.isOperator(closer)) {
    if (parts.length > 0) stream.expectOperator(',');
    if (stream.isOperator(closer)) break;
    parts.push(parse());
  }
  stream.expectOperator(closer);
  return parts;
}

function isTupleEnd(stream: TokenStream, endName: string | undefined): boolean {
  return (
    stream.isType('variable_end', 'block_end') || stream.isOperator(')') || (endName !== undefined && stream.isName(endName))
  );
}
