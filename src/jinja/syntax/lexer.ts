import { SPACE_CLASS, stripped } from '../values/white-space.ts';
import { grouped, MAX_TAGS } from '../work-limit.ts';
import { stringLiteral } from './string-literal.ts';
import { TemplateSyntaxError, type Token, type TokenType } from './token.ts';

const SPACES = `[${SPACE_CLASS}]*`;
const OPENING = new RegExp(String.raw`\{%([-+]?)${SPACES}raw${SPACES}(?:-%\}${SPACES}|%\})|\{([{%#])([-+]?)`, 'g');
const RAW_END = new RegExp(String.raw`\{%([-+]?)${SPACES}endraw${SPACES}(?:\+%\}|-%\}${SPACES}|%\})`, 'g');
const COMMENT_END = new RegExp(String.raw`\+#\}|-#\}${SPACES}|#\}`, 'g');

const TAG_ENDS: Readonly<Record<string, RegExp>> = {
  '{{': new RegExp(String.raw`-\}\}${SPACES}|\}\}`, 'y'),
  '{%': new RegExp(String.raw`\+%\}|-%\}${SPACES}|%\}`, 'y'),
};

/** What stands inside a tag, in the order in which it is tried. */
const RULES: readonly (readonly [TokenType | 'space', RegExp])[] = [
  ['space', new RegExp(`[${SPACE_CLASS}]+`, 'y')],
  ['float', /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy],
  ['integer', /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy],
  ['name', /[\p{L}\p{M}\p{N}\p{Pc}]+/uy],
  ['string', /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y],
  ['operator', /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y],
];

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The tokens of a template, with Jinja2's default settings: blocks are not trimmed, line ends are `\n`, one at the very end is
 * dropped. Throws a `TemplateSyntaxError`.
 */
export function tokenize(template: string): Token[] {
  return new Lexer(template.replace(/\r\n?/g, '\n').replace(/\n$/, '')).tokens();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #position = 0;
  #line = 1;
  /** Up to where lines are counted. */
  #counted = 0;
  #tags = 0;

  constructor(source: string) {
    this.#source = source;
  }

  tokens(): Token[] {
    while (this.#position < this.#source.length) this.#next();
    this.#push('eof', '');
    return this.#tokens;
  }

  /** The text up to the next tag, and the tag. */
  #next(): void {
    const opening = matchFrom(OPENING, this.#source, this.#position);
    if (opening === null) {
      this.#data(this.#source.slice(this.#position));
      this.#position = this.#source.length;
      return;
    }
    const [written, rawSign, kind, sign] = opening;
    const text = this.#source.slice(this.#position, opening.index);
    this.#data((rawSign ?? sign) === '-' ? stripped(text, 'end') : text);
    this.#position = opening.index + written.length;
    this.#countTo(opening.index);
    if (kind === undefined) this.#raw();
    else if (kind === '#') this.#comment();
    else this.#tag(`{${kind}`);
  }

  #data(text: string): void {
    if (text !== '') this.#push('data', text);
  }

  #raw(): void {
    const end = matchFrom(RAW_END, this.#source, this.#position);
    if (end === null) throw this.#fault('{% raw %} is never closed by {% endraw %}');
    const text = this.#source.slice(this.#position, end.index);
    this.#data(end[1] === '-' ? stripped(text, 'end') : text);
    this.#position = end.index + end[0].length;
  }

  #comment(): void {
    const end = matchFrom(COMMENT_END, this.#source, this.#position);
    if (end === null) throw this.#fault('{# is never closed');
    this.#position = end.index + end[0].length;
  }

  #tag(opener: string): void {
    const openedAt = this.#line;
    const isVariable = opener === '{{';
    this.#tags += 1;
    if (this.#tags > MAX_TAGS) throw this.#fault(`a template is limited to ${grouped(MAX_TAGS)} tags`);
    this.#push(isVariable ? 'variable_begin' : 'block_begin', opener);
    const closers: string[] = [];
    for (;;) {
      const end = closers.length === 0 ? this.#match(TAG_ENDS[opener]) : undefined;
      if (end !== undefined) {
        this.#push(isVariable ? 'variable_end' : 'block_end', isVariable ? '}}' : '%}');
        return;
      }
      if (this.#position >= this.#source.length) throw new TemplateSyntaxError(openedAt, `${opener} is never closed`);
      this.#inner(closers, opener, openedAt);
    }
  }

  /** One token inside a tag. */
  #inner(closers: string[], opener: string, openedAt: number): void {
    this.#countTo(this.#position);
    for (const [type, rule] of RULES) {
      const text = this.#match(rule);
      if (text === undefined) continue;
      if (type === 'operator') this.#balance(text, closers);
      if (type === 'space') return;
      this.#push(type, type === 'string' ? this.#string(text) : text);
      return;
    }
    const character = String.fromCodePoint(this.#source.codePointAt(this.#position) ?? 0);
    if (character === '"' || character === "'") throw new TemplateSyntaxError(openedAt, `${opener} is never closed`);
    throw this.#fault(`Unexpected character: ${character}`);
  }

  #string(literal: string): string {
    const meaning = stringLiteral(literal.slice(1, -1));
    if (meaning === undefined) throw this.#fault(`${literal.slice(0, 40)} has an escape that is not complete`);
    return meaning;
  }

  #balance(operator: string, closers: string[]): void {
    const closer = CLOSERS[operator];
    if (closer !== undefined) closers.push(closer);
    if (!/^[)\]}]$/.test(operator)) return;
    const expected = closers.pop();
    if (expected === operator) return;
    throw this.#fault(`unexpected "${operator}"${expected === undefined ? '' : `, expected "${expected}"`}`);
  }

  #match(rule: RegExp | undefined): string | undefined {
    if (rule === undefined) return undefined;
    rule.lastIndex = this.#position;
    const text = rule.exec(this.#source)?.[0];
    if (text === undefined || text === '') return undefined;
    this.#position += text.length;
    return text;
  }

  #push(type: TokenType, value: string): void {
    this.#tokens.push({ type, value, line: this.#line });
  }

  #countTo(position: number): void {
    for (; this.#counted < position; this.#counted += 1) if (this.#source[this.#counted] === '\n') this.#line += 1;
  }

  #fault(message: string): TemplateSyntaxError {
    return new TemplateSyntaxError(this.#line, message);
  }
}

function matchFrom(pattern: RegExp, source: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(source);
}
