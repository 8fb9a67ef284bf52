import type { Tokens } from './answer-shape.ts';

const INVERSES = /\\(sin|cos|tan|cot|sec|csc)\^\{-1\}/gu;
/** Letters that are functions or constants to the engine, and unknowns to who writes an answer. */
const RESERVED = /^(?:[A-Z]|\\[gG]amma|\\beta|\\zeta)$/u;

/** The LaTeX that the engine reads as people mean it; null where it is not clear what they mean (`1/2x`, `1 2`, a stray point). */
export function engineLatex(tokens: Tokens): string | null {
  if (tokens.length === 0 || tokens.some((token, at) => isUnclear(tokens, token, at))) return null;
  const written = tokens.map((token, at) =>
    RESERVED.test(token) && tokens[at + 1] !== '_' ? `X_{${token.replace('\\', '')}}` : token,
  );
  const text = written.reduce(
    (all, token) => (/\\[A-Za-z]+$/u.test(all) && /^[A-Za-z]/u.test(token) ? `${all} ${token}` : all + token),
    '',
  );
  return text.replace(INVERSES, '\\operatorname{arc$1}').replaceAll('^{\\circ}', '^\\circ ');
}

function isUnclear(tokens: Tokens, token: string, at: number): boolean {
  const [before = '', next = '', afterNext = ''] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
  if (token === '/') return /^\d/u.test(next) && /^(?:[A-Za-z(]|\\(?:pi|sqrt|frac|[a-z]{4,})$)/u.test(afterNext);
  if (/^[\d.]+$/u.test(token)) return token === '.' || /^\d/u.test(before);
  return /^[&;"#@`]$|^\\\\$/u.test(token) || (/^\d/u.test(before) && token === "'");
}
