import { bareAnswer } from '../bare-answer.ts';

const TOKEN = /\\(?:boxed|fbox|framebox)(?![a-zA-Z])|\\.|[{}]/g;
const OPEN = /\s{0,3}\{/y;
const ROUND = /\s?\(([^()\n]{1,100})\)/y;
const BARE = /\s{0,3}([-+]?[\d.][\d.,/]{0,60}|\\[dtc]?frac\s?(?:\{[^{}\n]{1,60}\}|\d){2}|[A-Z](?![\p{L}]))/uy;
/** What stands for an answer in an instruction. */
const PLACEHOLDER = /^[\s.…_?{}\\-]*$/;

interface Box {
  readonly start: number;
  readonly content: string;
}

/**
 * What the last `\boxed{…}` or `\fbox{…}` holds that is not empty. Braces are balanced; one that is never closed holds the rest
 * of its line. `\boxed 5` and `\boxed(5)` count too.
 */
export function boxed(text: string): string | null {
  let best: Box | null = null;
  /** Where the content of each open brace begins; `-1` for those that are no box. */
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const end = index + token.length;
    if (token === '{') open.push(boxStarts(text, index) ? end : -1);
    else if (token === '}') best = later(best, text, open.pop() ?? -1, index);
    else if (/^\\[bf]/.test(token) && token.length > 2) best = withoutBraces(best, text, end);
  }
  for (let start = open.pop(); start !== undefined; start = open.pop()) {
    if (start <= (best?.start ?? -1)) continue;
    const lineEnd = text.indexOf('\n', start);
    const found = later(best, text, start, lineEnd < 0 ? text.length : lineEnd);
    if (found !== best) return bareAnswer((found?.content ?? '').replace(/(?:\$|\\[)\]])\s?\.?$/, ''));
  }
  return best === null ? null : bareAnswer(best.content);
}

function boxStarts(text: string, brace: number): boolean {
  return /\\(?:boxed|fbox|framebox)\s{0,3}$/.test(text.slice(Math.max(0, brace - 15), brace));
}

function later(best: Box | null, text: string, start: number, end: number): Box | null {
  if (start < 0 || start <= (best?.start ?? -1)) return best;
  const content = text.slice(start, end);
  const isEmpty = PLACEHOLDER.test(content.slice(0, 200).replace(/\\(?:boxed|fbox)/g, ''));
  return isEmpty ? best : { start, content };
}

function withoutBraces(best: Box | null, text: string, at: number): Box | null {
  OPEN.lastIndex = at;
  if (OPEN.test(text)) return best;
  for (const pattern of [ROUND, BARE]) {
    pattern.lastIndex = at;
    const content = pattern.exec(text)?.[1];
    if (content !== undefined) return { start: at, content };
  }
  return best;
}
