import { grouped, MAX_CHAIN, MAX_NESTING } from '../work-limit.ts';
import { TemplateSyntaxError, type Token, type TokenType } from './token.ts';

/** The tokens of a template and how far they are read. Names, operators and ends are asked for by how they are written. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  /** The last token ends the template. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.#at(this.#position);
  }

  look(): Token {
    return this.#at(this.#position + 1);
  }

  next(): Token {
    const token = this.current;
    this.#position += 1;
    return token;
  }

  isType(...types: readonly TokenType[]): boolean {
    return types.includes(this.current.type);
  }

  isOperator(...operators: readonly string[]): boolean {
    return this.current.type === 'operator' && operators.includes(this.current.value);
  }

  isName(...names: readonly string[]): boolean {
    return this.current.type === 'name' && names.includes(this.current.value);
  }

  skipOperator(operator: string): boolean {
    return this.#skip(this.isOperator(operator));
  }

  skipName(name: string): boolean {
    return this.#skip(this.isName(name));
  }

  expectOperator(operator: string): void {
    if (!this.skipOperator(operator)) throw this.fault(`expected "${operator}", got ${described(this.current)}`);
  }

  expect(type: TokenType, what: string): Token {
    if (!this.isType(type)) throw this.fault(`expected ${what}, got ${described(this.current)}`);
    return this.next();
  }

  expectName(): string {
    const { value } = this.expect('name', 'a name');
    if (/^\p{N}|^\p{M}/u.test(value)) throw this.fault(`"${value}" is no name`);
    return value;
  }

  /** Parses something inside something else. Throws where that goes deeper than `MAX_NESTING`. */
  nested<Part>(parse: () => Part): Part {
    this.#depth += 1;
    if (this.#depth > MAX_NESTING)
      throw this.fault(`nested too deeply: parentheses, operators and blocks are limited to ${MAX_NESTING} levels`);
    const part = parse();
    this.#depth -= 1;
    return part;
  }

  /** Call it for each operator of a chain with how many there were. Throws beyond `MAX_CHAIN`. */
  checkChain(length: number): void {
    if (length > MAX_CHAIN)
      throw this.fault(`an expression is limited to ${grouped(MAX_CHAIN)} operators, filters or subscripts after each other`);
  }

  fault(message: string, line = this.current.line): TemplateSyntaxError {
    return new TemplateSyntaxError(line, message);
  }

  #skip(isThere: boolean): boolean {
    if (isThere) this.#position += 1;
    return isThere;
  }

  #at(position: number): Token {
    const token = this.#tokens[Math.min(position, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError('a stream has at least the token that ends it');
    return token;
  }
}

/** A token as messages name it. */
export function described({ type, value }: Token): string {
  if (type === 'eof') return 'the end of the template';
  if (type === 'variable_end' || type === 'block_end') return `the end of the tag, ${value}`;
  return type === 'string' ? `the text ${JSON.stringify(value.slice(0, 40))}` : `"${value.slice(0, 40)}"`;
}
