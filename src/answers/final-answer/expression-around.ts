const TOKEN = /\d+(?:[.,]\d+)*|\p{L}+|\s+|\S/gu;
const FUNCTION = /^(?:sqrt|sin|cos|tan|log|ln|pi)$/;
const OPERATOR = /^[-+*/^×·÷−]$/;
const OPERATOR_WORD = /^(?:x|plus|minus|times)$/;
const OPERAND = /^(?:\d[\d.,]*|\p{L}|[√²³()]|sqrt|sin|cos|tan|log|ln|pi)$/u;
/** English words of one letter. */
const WORD = /^[aAI]$/;
const END = /[\s.*_]{0,8}$/;

/** The plain expression that a number is part of: `x^3 + 3x - 6`, `6 - 5i`, `10√2`; `null` if it stands alone. */
export function expressionAround(text: string, start: number, end: number): string | null {
  const before = tokensOf(text.slice(text.lastIndexOf('\n', start) + 1, start)).reverse();
  const lineEnd = text.indexOf('\n', end);
  const after = tokensOf(text.slice(end, lineEnd < 0 ? text.length : lineEnd));
  const from = start - grown(before, true);
  const to = end + grown(after, false);
  return from < start || to > end ? balanced(text.slice(from, to).trim()) : null;
}

/** The plain expression at the end of a line, if it is more than a number: `2π`, `e^2`. */
export function expressionAtEnd(line: string): string | null {
  const end = END.exec(line)?.index ?? line.length;
  const found = expressionAround(line.slice(Math.max(0, end - 200), end), Math.min(200, end), Math.min(200, end));
  return found !== null && /\d|π/.test(found) && /\p{L}|[√^]/u.test(found) ? found : null;
}

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** How many characters belong to the expression, in one direction from the number. */
function grown(tokens: readonly string[], isBefore: boolean): number {
  let length = 0;
  let kept = 0;
  let isOperandNext = false;
  for (const [at, token] of tokens.entries()) {
    const isGap = /^\s/.test(token);
    const isOperator = isOperatorAt(tokens, at);
    if (isGap ? !isOperandNext && !isBesideOperator(tokens, at, isBefore) : !isOperator && !isOperandAt(tokens, at, isBefore))
      break;
    length += token.length;
    if (isGap) continue;
    isOperandNext = isOperator;
    if (!isOperator) kept = length;
  }
  return kept;
}

/** A sign, or a word between two operands: `10 x 14`. */
function isOperatorAt(tokens: readonly string[], at: number): boolean {
  const token = tokens[at] ?? '';
  const isBetween = /^\s/.test(tokens[at - 1] ?? '') && /^\s/.test(tokens[at + 1] ?? '') && /^\d/.test(tokens[at + 2] ?? '');
  return OPERATOR.test(token) || (OPERATOR_WORD.test(token) && isBetween);
}

/** Whether a gap leads to an operator; after a number, to one with space on both sides, as ` -5` may be a list. */
function isBesideOperator(tokens: readonly string[], gap: number, isBefore: boolean): boolean {
  return isOperatorAt(tokens, gap + 1) && (isBefore || /^\s/.test(tokens[gap + 2] ?? ''));
}

function isOperandAt(tokens: readonly string[], at: number, isBefore: boolean): boolean {
  const [token = '', last = '', next = ''] = [tokens[at], tokens[at - 1], tokens[at + 1]];
  if (!OPERAND.test(token)) return false;
  // "CO2" and "x2" are names.
  if (isBefore && /^\p{L}+$/u.test(token) && !FUNCTION.test(token) && (at === 0 ? false : /^\d/.test(last))) return false;
  if (WORD.test(token)) return isBefore ? /^[-+*/^(√]$/.test(next) : !/^\s/.test(next);
  return token.length === 1 || FUNCTION.test(token) || /^\d/.test(token);
}

function balanced(text: string): string | null {
  let depth = 0;
  for (const sign of text) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (depth < 0) return null;
  }
  return depth === 0 ? text : null;
}
