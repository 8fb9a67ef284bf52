import type { CallArguments, Expression, FilterUse } from './syntax-tree.ts';
import type { TokenStream } from './token-stream.ts';

/** The parts of expressions that calls, filters and tests are made of. */
export interface Grammar {
  readonly parseExpression: (stream: TokenStream) => Expression;
  readonly parsePrimary: (stream: TokenStream) => Expression;
  readonly parsePostfix: (stream: TokenStream, start: Expression) => Expression;
}

export const NO_CALL_ARGUMENTS: CallArguments = { positional: [], named: [], spread: null, namedSpread: null };

/** `(a, b=c, *d, **e)`, in this order. */
export function callArguments(stream: TokenStream, { parseExpression }: Grammar): CallArguments {
  stream.expectOperator('(');
  const args = { positional: [] as Expression[], named: [] as CallArguments['named'][number][] };
  let spread: Expression | null = null;
  let namedSpread: Expression | null = null;
  for (let count = 0; !stream.isOperator(')'); count += 1) {
    if (count > 0) stream.expectOperator(',');
    if (stream.isOperator(')')) break;
    if (namedSpread !== null) throw stream.fault('nothing may follow a **mapping in a call');
    if (stream.skipOperator('**')) namedSpread = parseExpression(stream);
    else if (stream.skipOperator('*')) spread = once(stream, spread, parseExpression(stream));
    else if (isNamed(stream)) args.named.push(namedArgument(stream, parseExpression));
    else if (spread === null && args.named.length === 0) args.positional.push(parseExpression(stream));
    else throw stream.fault('an argument without a name stands before those with one');
  }
  stream.expectOperator(')');
  return { ...args, spread, namedSpread };
}

/** `| name(…) | name`; with `isInline` the first stands without its `|`. */
export function filterUses(stream: TokenStream, grammar: Grammar, isInline: boolean): FilterUse[] {
  const uses: FilterUse[] = [];
  while ((isInline && uses.length === 0) || stream.skipOperator('|')) {
    const { line } = stream.current;
    const name = dottedName(stream);
    uses.push({ name, line, args: stream.isOperator('(') ? callArguments(stream, grammar) : NO_CALL_ARGUMENTS });
    stream.checkChain(uses.length);
  }
  return uses;
}

const FIRST_OF_ARGUMENT = ['name', 'string', 'integer', 'float'] as const;

/** `is name`, `is not name(…)`, `is name argument`. */
export function testUse(stream: TokenStream, operand: Expression, grammar: Grammar): Expression {
  stream.skipName('is');
  const { line } = stream.current;
  const isNegated = stream.skipName('not');
  const name = dottedName(stream);
  const node: Expression = { type: 'test', operand, test: { name, line, args: testArguments(stream, grammar) } };
  return isNegated ? { type: 'not', operand: node } : node;
}

function testArguments(stream: TokenStream, grammar: Grammar): CallArguments {
  if (stream.isOperator('(')) return callArguments(stream, grammar);
  const hasArgument = stream.isType(...FIRST_OF_ARGUMENT) || stream.isOperator('[', '{');
  if (!hasArgument || stream.isName('else', 'or', 'and')) return NO_CALL_ARGUMENTS;
  if (stream.isName('is')) throw stream.fault('tests can not be chained with "is"; join them with "and"');
  return { ...NO_CALL_ARGUMENTS, positional: [grammar.parsePostfix(stream, grammar.parsePrimary(stream))] };
}

function isNamed(stream: TokenStream): boolean {
  const after = stream.look();
  return stream.isType('name') && after.type === 'operator' && after.value === '=';
}

function namedArgument(stream: TokenStream, parseExpression: Grammar['parseExpression']): CallArguments['named'][number] {
  const name = stream.expectName();
  stream.expectOperator('=');
  return { name, value: parseExpression(stream) };
}

function once(stream: TokenStream, earlier: Expression | null, spread: Expression): Expression {
  if (earlier !== null) throw stream.fault('a call takes one *list');
  return spread;
}

function dottedName(stream: TokenStream): string {
  const parts = [stream.expectName()];
  while (stream.skipOperator('.')) parts.push(stream.expectName());
  return parts.join('.');
}
