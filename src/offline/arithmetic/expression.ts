import { decimalFraction } from './fraction.ts';
import { type Lexeme, lexemes } from './lexemes.ts';
import type { Operator } from './operation.ts';
import { endsOperand, type Token } from './token.ts';

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

/** Cuts a text into runs of tokens each of which may follow the one before. */
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

  /** What the lexeme adds to the run; `null` where it can't go on with it. */
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

  /** `15%` or `3/4`, of which there may be a part; "2 of 3 apples" multiplies nothing. */
  #endsWithShare(): boolean {
    const [divided, last] = this.#run().slice(-2);
    if (last?.kind === 'percent') return true;
    return last?.kind === 'number' && divided?.kind === 'operator' && divided.operator === '÷' && divided.tight;
  }

  /** A sign stands right before what it belongs to. */
  #prefix({ text, spaceAfter }: Lexeme): Token[] | null {
    const operator = OPERATORS[text];
    if (spaceAfter) return null;
    if (operator === '−') return [{ kind: 'negative' }];
    return operator === '+' ? [] : null;
  }
}

/**
 * The arithmetic expression in a text with the most operators, the last of several; `null` where there is none. A fraction,
 * a range or a date alone is none, and neither is "5 kg + 3 kg". Its parentheses are balanced.
 */
export function expressionIn(text: string): readonly Token[] | null {
  const collector = new RunCollector();
  for (const lexeme of lexemes(text)) collector.take(lexeme);
  let found: readonly Token[] | null = null;
  for (const part of collector.runs.flatMap(wellFormedParts))
    if (weight(part) > 0 && weight(part) >= (found === null ? 1 : weight(found))) found = part;

  return found;
}

/** The parts between parentheses that have no partner, without the operators at their ends. */
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
