/** `\text{…}`, `\begin{…}` and the like are one token, and so is a number; white space is not a token. */
const TOKEN =
  /\\text\{[^{}]*\}|\d*\.\d*\\overline\s*\{\d+\}|\\(?:begin|end|operatorname|mathbb|mathcal)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\.\d+|\S/gsu;

const OPENERS = new Set(['{', '(', '[', '\\{', '\\langle', '\\lfloor', '\\lceil']);
const CLOSERS = new Set(['}', ')', ']', '\\}', '\\rangle', '\\rfloor', '\\rceil']);

/** The tokens of plain LaTeX, with the braces that LaTeX lets people omit: `\frac12` and `x^10` as `\frac{1}{2}` and `x^{10}`. */
export function latexTokens(plainLatex: string): string[] {
  return withBraces((plainLatex.match(TOKEN) ?? []).reverse());
}

/** Takes all tokens of `rest`, which is in reverse order. */
function withBraces(rest: string[]): string[] {
  const tokens: string[] = [];
  while (rest.length > 0) tokens.push(...unit(rest));
  return tokens;
}

function unit(rest: string[]): string[] {
  const token = rest.pop() ?? '';
  switch (token) {
    case '\\frac':
    case '\\binom':
      return [token, ...argument(rest, 1), ...argument(rest, 1)];
    case '\\sqrt':
      return [token, ...(rest.at(-1) === '[' ? group(rest, '[', ']') : []), ...argument(rest, Infinity)];
    case '^':
    case '_':
      return [token, ...argument(rest, Infinity)];
    default:
      return [token];
  }
}

/** How many digits of a number are the argument: one, as in LaTeX, or all, as people write `x^10` and mean ten. */
function argument(rest: string[], mostDigits: number): string[] {
  const next = rest.at(-1);
  if (next === undefined) return [];
  if (next === '{') return group(rest, '{', '}');
  if (next === '(' && mostDigits > 1) return ['{', ...group(rest, '(', ')'), '}'];
  if (next === '-') return ['{', rest.pop() ?? '', ...unit(rest), '}'];
  if (/^\d/u.test(next) && next.length > mostDigits) {
    rest[rest.length - 1] = next.slice(mostDigits);
    return ['{', next.slice(0, mostDigits), '}'];
  }
  return ['{', ...unit(rest), '}'];
}

/** From the bracket that comes next to the one that closes it, or to the end if none does. */
function group(rest: string[], opener: string, closer: string): string[] {
  const inner: string[] = [];
  let depth = 0;
  do {
    const token = rest.pop();
    if (token === undefined) break;
    depth += token === opener ? 1 : token === closer ? -1 : 0;
    inner.push(token);
  } while (depth > 0);
  if (depth === 0) inner.pop();
  return [opener, ...withBraces(inner.slice(1).reverse()), closer];
}

export interface Split {
  /** One more than separators. */
  readonly parts: readonly (readonly string[])[];
  readonly separators: readonly string[];
}

/** The tokens split at separators outside all brackets. */
export function splitTokens(tokens: readonly string[], isSeparator: (token: string) => boolean): Split {
  const parts: string[][] = [[]];
  const separators: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    depth += depthChange(token);
    if (depth === 0 && isSeparator(token)) {
      separators.push(token);
      parts.push([]);
    } else {
      parts.at(-1)?.push(token);
    }
  }
  return { parts, separators };
}

/** Whether the first token opens a bracket that the last one closes, of any kind: `[0, 1)` too. */
export function isOneGroup(tokens: readonly string[]): boolean {
  let depth = 0;
  const closedAt = tokens.findIndex((token) => {
    depth += depthChange(token);
    return depth <= 0;
  });
  return (
    tokens.length > 1 && closedAt === tokens.length - 1 && CLOSERS.has(tokens.at(-1) ?? '') && OPENERS.has(tokens[0] ?? '')
  );
}

function depthChange(token: string): number {
  if (OPENERS.has(token) || token.startsWith('\\begin')) return 1;
  return CLOSERS.has(token) || token.startsWith('\\end') ? -1 : 0;
}
