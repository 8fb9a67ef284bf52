import { parseExpression, parseFilters, parseTuple } from './expression-parser.ts';
import type { Expression, MacroNode, Parameter, Statement, Target } from './syntax-tree.ts';
import type { Token } from './token.ts';
import { described, TokenStream } from './token-stream.ts';

const CLOSED_BLOCKS: Readonly<Record<string, string>> = {
  for: 'endfor',
  if: 'endif',
  macro: 'endmacro',
  call: 'endcall',
  filter: 'endfilter',
  set: 'endset',
  with: 'endwith',
};

/** Tags of Jinja2 and its extensions that prompts can't use, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['extends', 'block', 'include', 'import', 'from'].map((name) => [name, 'a prompt is one file, and takes in no other']),
  ),
  autoescape: 'a prompt is no HTML; escape what you want escaped with "| escape"',
  trans: 'prompts are not translated',
  do: 'write {% set _ = … %}',
  debug: 'print what you want to see',
};

/** The statements of a whole template. Throws a `TemplateSyntaxError` that says where it does not parse. */
export function parseTemplate(tokens: readonly Token[]): readonly Statement[] {
  const stream = new TokenStream(tokens);
  return new StatementParser(stream).statements();
}

class StatementParser {
  readonly #stream: TokenStream;
  /** The blocks that are open, the innermost last. */
  readonly #open: { readonly name: string; readonly line: number }[] = [];
  #loops = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  /** The statements up to a tag that one of the names begins, or the end of the template. The name is the next token then. */
  statements(...ends: readonly string[]): Statement[] {
    const stream = this.#stream;
    const statements: Statement[] = [];
    for (;;) {
      const { type, value } = stream.current;
      if (type === 'eof') return this.#checkClosed(statements);
      stream.next();
      if (type === 'data') {
        statements.push({ type: 'text', text: value });
      } else if (type === 'variable_begin') {
        statements.push({ type: 'output', expression: parseTuple(stream) });
        stream.expect('variable_end', '}}');
      } else {
        if (stream.isName(...ends)) return statements;
        statements.push(...this.#statement());
        stream.expect('block_end', '%}');
      }
    }
  }

  #statement(): Statement[] {
    const stream = this.#stream;
    const { line, value: name } = stream.current;
    if (!stream.isType('name')) throw stream.fault(`expected a tag such as {% if %}, got ${described(stream.current)}`);
    stream.next();
    switch (name) {
      case 'for':
      case 'if':
      case 'macro':
      case 'call':
      case 'filter':
      case 'with':
      case 'set':
        return [stream.nested(() => this.#block(name, line))];
      case 'print':
        return this.#print();
      case 'break':
      case 'continue':
        if (this.#loops === 0) throw stream.fault(`{% ${name} %} stands in no {% for %}`, line);
        return [{ type: name }];
      default:
        throw this.#unknownTag(name, line);
    }
  }

  #block(name: 'for' | 'if' | 'macro' | 'call' | 'filter' | 'with' | 'set', line: number): Statement {
    this.#open.push({ name, line });
    const statement = this.#blockNamed(name);
    this.#open.pop();
    return statement;
  }

  #blockNamed(name: 'for' | 'if' | 'macro' | 'call' | 'filter' | 'with' | 'set'): Statement {
    switch (name) {
      case 'for':
        return this.#for();
      case 'if':
        return this.#if();
      case 'macro':
        return this.#macro(this.#stream.expectName());
      case 'call':
        return this.#call();
      case 'filter':
        return { type: 'filterBlock', filters: parseFilters(this.#stream, true), body: this.#body('endfilter') };
      case 'with':
        return this.#with();
      case 'set':
        return this.#set();
    }
  }

  #for(): Statement {
    const stream = this.#stream;
    const target = parseTarget(stream, 'in');
    if (!stream.skipName('in')) throw stream.fault(`expected "in", got ${described(stream.current)}`);
    const iterable = parseTuple(stream, { hasConditional: false, endName: 'recursive' });
    const test = stream.skipName('if') ? parseExpression(stream) : null;
    const isRecursive = stream.skipName('recursive');
    this.#loops += 1;
    const body = this.#statementsAfterTag('endfor', 'else');
    this.#loops -= 1;
    const otherwise = stream.skipName('else') ? this.#body('endfor') : this.#end('endfor', []);
    return { type: 'for', target, iterable, test, isRecursive, body, otherwise };
  }

  #if(): Statement {
    const stream = this.#stream;
    const branches: { test: Expression; body: Statement[] }[] = [];
    do {
      const test = parseTuple(stream, { hasConditional: false });
      branches.push({ test, body: this.#statementsAfterTag('elif', 'else', 'endif') });
    } while (stream.skipName('elif'));
    const otherwise = stream.skipName('else') ? this.#body('endif') : this.#end('endif', []);
    return { type: 'if', branches, otherwise };
  }

  #macro(name: string): MacroNode {
    return { type: 'macro', name, parameters: parseParameters(this.#stream), body: this.#closedBody('endmacro') };
  }

  #call(): Statement {
    const stream = this.#stream;
    const parameters = stream.isOperator('(') ? parseParameters(stream) : [];
    const call = parseExpression(stream);
    if (call.type !== 'call') throw stream.fault('{% call %} needs a call of a macro, such as {% call box() %}');
    return {
      type: 'callBlock',
      call,
      caller: { type: 'macro', name: 'caller', parameters, body: this.#closedBody('endcall') },
    };
  }

  #with(): Statement {
    const stream = this.#stream;
    const bindings: { target: Target; value: Expression }[] = [];
    while (!stream.isType('block_end')) {
      if (bindings.length > 0) stream.expectOperator(',');
      const target = parseTarget(stream);
      stream.expectOperator('=');
      bindings.push({ target, value: parseExpression(stream) });
    }
    return { type: 'with', bindings, body: this.#body('endwith') };
  }

  #set(): Statement {
    const stream = this.#stream;
    const target = parseTarget(stream);
    if (stream.skipOperator('=')) return { type: 'set', target, value: parseTuple(stream) };
    const filters = parseFilters(stream);
    return { type: 'setBlock', target, filters, body: this.#body('endset') };
  }

  #print(): Statement[] {
    const stream = this.#stream;
    const statements: Statement[] = [];
    while (!stream.isType('block_end')) {
      if (statements.length > 0) stream.expectOperator(',');
      statements.push({ type: 'output', expression: parseExpression(stream) });
    }
    return statements;
  }

  /** A body that no `break` leaves. */
  #closedBody(end: string): Statement[] {
    const loops = this.#loops;
    this.#loops = 0;
    const body = this.#body(end);
    this.#loops = loops;
    return body;
  }

  #body(end: string): Statement[] {
    return this.#end(end, this.#statementsAfterTag(end));
  }

  #statementsAfterTag(...ends: readonly string[]): Statement[] {
    this.#stream.skipOperator(':');
    this.#stream.expect('block_end', '%}');
    return this.statements(...ends);
  }

  #end(name: string, body: Statement[]): Statement[] {
    if (!this.#stream.skipName(name))
      throw this.#stream.fault(`expected {% ${name} %}, got ${described(this.#stream.current)}`);
    return body;
  }

  #checkClosed(statements: Statement[]): Statement[] {
    const open = this.#open.at(-1);
    if (open === undefined) return statements;
    const end = CLOSED_BLOCKS[open.name] ?? '';
    throw this.#stream.fault(`{% ${open.name} %} is never closed by {% ${end} %}`, open.line);
  }

  #unknownTag(name: string, line: number): Error {
    const opener = Object.keys(CLOSED_BLOCKS).find((block) => CLOSED_BLOCKS[block] === name);
    if (opener !== undefined) return this.#stream.fault(`{% ${name} %} closes no {% ${opener} %}`, line);
    if (/^(else|elif)$/.test(name)) return this.#stream.fault(`{% ${name} %} belongs to no {% if %}`, line);
    const reason = Object.hasOwn(LEFT_OUT, name) ? `: ${LEFT_OUT[name] ?? ''}` : '';
    return this.#stream.fault(`there is no tag "${name}"${reason}`, line);
  }
}

/** A name, several with commas between or in parentheses, or an attribute of a namespace. */
function parseTarget(stream: TokenStream, endName?: string): Target {
  const targets: Target[] = [];
  let isTuple = false;
  for (;;) {
    targets.push(parseSingleTarget(stream));
    if (!stream.skipOperator(',')) break;
    isTuple = true;
    if (stream.isOperator('=', ')') || (endName !== undefined && stream.isName(endName))) break;
  }
  const [only] = targets;
  return !isTuple && only !== undefined ? only : { type: 'tuple', items: targets };
}

function parseSingleTarget(stream: TokenStream): Target {
  if (stream.skipOperator('(')) {
    const inside = stream.nested(() => parseTarget(stream));
    stream.expectOperator(')');
    return inside;
  }
  const { line } = stream.current;
  const name = stream.expectName();
  if (stream.skipOperator('.')) return { type: 'namespace', object: name, name: stream.expectName() };
  checkAssignable(stream, name, line);
  return { type: 'name', name };
}

function parseParameters(stream: TokenStream): Parameter[] {
  stream.expectOperator('(');
  const parameters: Parameter[] = [];
  while (!stream.isOperator(')')) {
    if (parameters.length > 0) stream.expectOperator(',');
    const { line } = stream.current;
    const name = stream.expectName();
    checkAssignable(stream, name, line);
    if (parameters.some((other) => other.name === name)) throw stream.fault(`the parameter "${name}" stands twice`, line);
    const fallback = stream.skipOperator('=') ? parseExpression(stream) : null;
    if (fallback === null && parameters.at(-1)?.fallback)
      throw stream.fault(`the parameter "${name}" needs a default, as one before it has one`, line);
    parameters.push({ name, fallback });
  }
  stream.expectOperator(')');
  return parameters;
}

function checkAssignable(stream: TokenStream, name: string, line: number): void {
  if (/^([Tt]rue|[Ff]alse|[Nn]one)$/.test(name)) throw stream.fault(`"${name}" can not be set`, line);
}
