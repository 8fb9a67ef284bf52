import { decimalFraction, type Fraction, fractionText } from './fraction.ts';

export type Operator = '+' | '−' | '×' | '÷' | '^';

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': '+',
  '-': '−',
  '−': '−',
  '–': '−',
  '×': '×',
  '·': '×',
  '*': '×',
  x: '×',
  '÷': '÷',
  '/': '÷',
  '^': '^',
  '**': '^',
};
const TIMES: Token = { kind: 'operator', operator: '×', tight: false };

const LEXEME =
  /[$€£]?(?<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)[€£]?|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>\*\*|[^\s])/gu;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const LONGEST_NUMBER = 300;
const WORDS: Readonly<Record<string, Lexeme['kind']>> = { x: 'sign', percent: 'percent', of: 'of' };
const MARKS: Readonly<Record<string, Lexeme['kind']>> = { '(': 'open', ')': 'close', '%': 'percent' };

/** Cuts a text into runs of tokens, each of which may follow the one before. */
class RunCollector {
  readonly runs: Token[][] = [[]];

  take(lexeme: Lexeme): void {
    const tokens = this.#tokensOf(lexeme);
    if (tokens !== null) this.#run().push(...tokens);
    else this.#restart(lexeme);
  }

  #run(): Token[] {
    return this.runs.at(-1) ?? [];
  }

  #restart(lexeme: Lexeme): void {
    if (this.#run().length === 0) return;
    this.runs.push([]);
    this.#run().push(...(this.#tokensOf(lexeme) ?? []));
  }

  /** What the lexeme adds to the run; `null` if it can't continue it. */
  #tokensOf(lexeme: Lexeme): Token[] | null {
    const afterOperand = endsOperand(this.#run().at(-1));
    switch (lexeme.kind) {
      case 'number':
        return afterOperand ? null : [{ kind: 'number', value: decimalFraction(lexeme.text) }];
      case 'open':
        if (!afterOperand) return [{ kind: 'open' }];
        return lexeme.spaceBefore ? null : [TIMES, { kind: 'open' }];
      case 'close':
      case 'percent':
        return afterOperand ? [{ kind: lexeme.kind }] : null;
      case 'of':
        return this.#endsWithShare() ? [TIMES] : null;
      case 'sign':
        return afterOperand ? binary(lexeme) : this.#prefix(lexeme);
      case 'other':
        return null;
    }
  }

  /** Whether the run ends with `15%` or `3/4`, of something: "2 of 3 apples" is not a product. */
  #endsWithShare(): boolean {
    const [divided, last] = this.#run().slice(-2);
    if (last?.kind === 'percent') return true;
    return last?.kind === 'number' && divided?.kind === 'operator' && divided.operator === '÷' && divided.tight;
  }

  /** A sign is directly before its operand. */
  #prefix({ text, spaceAfter }: Lexeme): Token[] | null {
    const operator = OPERATORS[text];
    if (spaceAfter) return null;
    if (operator === '−') return [{ kind: 'negative' }];
    return operator === '+' ? [] : null;
  }
}

/**
 * The arithmetic expression with the most operators in a text, the last one of several; `null` if there is none. A lone fraction,
 * range or date is not an expression, and neither is "5 kg + 3 kg". Its parentheses are balanced.
 */
export function expressionIn(text: string): readonly Token[] | null {
  const collector = new RunCollector();
  for (const lexeme of lexemes(text)) collector.take(lexeme);
  let found: readonly Token[] | null = null;
  for (const part of collector.runs.flatMap(wellFormedParts))
    if (weight(part) > 0 && weight(part) >= (found === null ? 1 : weight(found))) found = part;

  return found;
}

/** The parts between unmatched parentheses, without operators at their ends. */
function wellFormedParts(run: readonly Token[]): Token[][] {
  const unmatched = unmatchedParentheses(run);
  const parts: Token[][] = [[]];
  run.forEach((token, index) => {
    if (unmatched.has(index)) parts.push([]);
    else parts.at(-1)?.push(token);
  });
  return parts.map((part) => {
    const first = part.findIndex(({ kind }) => kind === 'number' || kind === 'open' || kind === 'negative');
    return first < 0 ? [] : part.slice(first, part.findLastIndex(endsOperand) + 1);
  });
}

function weight(tokens: readonly Token[]): number {
  const operators = tokens.filter((token) => token.kind === 'operator');
  return operators.every(({ tight }) => tight) ? 0 : operators.length;
}

function unmatchedParentheses(run: readonly Token[]): ReadonlySet<number> {
  const open: number[] = [];
  const unmatched = new Set<number>();
  run.forEach(({ kind }, index) => {
    if (kind === 'open') open.push(index);
    else if (kind === 'close' && open.pop() === undefined) unmatched.add(index);
  });
  for (const index of open) unmatched.add(index);
  return unmatched;
}

function binary({ text, spaceBefore, spaceAfter }: Lexeme): Token[] | null {
  const operator = OPERATORS[text];
  const tight = (operator === '−' || text === '/') && !spaceBefore && !spaceAfter;
  return operator === undefined ? null : [{ kind: 'operator', operator, tight }];
}

/** A piece of text that an expression may contain; `other` is anything else. */
interface Lexeme {
  readonly kind: 'number' | 'sign' | 'open' | 'close' | 'percent' | 'of' | 'other';
  /** A number without currency and thousands separators; a sign as written. */
  readonly text: string;
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
}

/** The pieces of a text, without white space. */
function lexemes(text: string): Lexeme[] {
  const source = withoutSuperscripts(text);
  return Array.from(source.matchAll(LEXEME), (match) => {
    const { number, word, mark = '' } = match.groups ?? {};
    return {
      kind: kindOf(number, word, mark),
      text: number?.replaceAll(/[,\u00a0\u202f]/g, '') ?? match[0],
      spaceBefore: /^\s?$/.test(source.charAt(match.index - 1)),
      spaceAfter: /^\s?$/.test(source.charAt(match.index + match[0].length)),
    };
  });
}

/** `5²` as `5^2`. */
function withoutSuperscripts(text: string): string {
  return text.replace(/[⁰¹²³⁴-⁹]+/g, (digits) => `^${[...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('')}`);
}

function kindOf(number: string | undefined, word: string | undefined, mark: string): Lexeme['kind'] {
  if (number !== undefined) return number.length > LONGEST_NUMBER ? 'other' : 'number';
  if (word !== undefined) return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? 'other') : 'other';
  return MARKS[mark] ?? (/^(?:\*\*|[-+−–×·*÷/^])$/.test(mark) ? 'sign' : 'other');
}

/** A piece of an expression. `negative` is the sign before a number or a parenthesis. */
export type Token =
  | { readonly kind: 'number'; readonly value: Fraction }
  /** `tight`: a slash or hyphen without spaces around it, which may be part of a date, a range or a lone fraction. */
  | { readonly kind: 'operator'; readonly operator: Operator; readonly tight: boolean }
  | { readonly kind: 'negative' }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'percent' };

/** Whether the token ends an operand. */
function endsOperand(token: Token | undefined): boolean {
  return token?.kind === 'number' || token?.kind === 'close' || token?.kind === 'percent';
}

const WRITTEN: Readonly<Record<Operator, string>> = { '+': ' + ', '−': ' - ', '×': ' * ', '÷': ' / ', '^': '^' };

/** An expression in the signs that every calculator reads: `15% of 80` is `15 / 100 * 80`. */
export function expressionText(tokens: readonly Token[]): string {
  const signs = { negative: '-', open: '(', close: ')', percent: ' / 100' };
  return tokens
    .map((token) => {
      if (token.kind === 'number') return fractionText(token.value);
      return token.kind === 'operator' ? WRITTEN[token.operator] : signs[token.kind];
    })
    .join('');
}
