import type { Tokens } from './answer-shape.ts';

const CONSTANTS = new Set(['e', 'i', '\\pi', '\\infty']);
const NAME =
  /^(?:\\(?:angle|triangle|overline|text\{[^{}]*\}|operatorname\s*\{\w+\})\s?)*\{?(?: ?(?:[A-Za-z]|\\(?!frac|sqrt|pm|infty|sin|cos|tan|log|ln|binom)[a-z]+|\\text\{[^{}]*\}))*\}?(?: _ \{ [\w ]+ \})?(?: \^ \{ - 1 \})?(?: '){0,3}(?: \( [\w ,]* \))?$/u;

const COORDINATES = /^\( (?:[A-Za-z]|\\[a-z]{2,8})(?: , (?:[A-Za-z]|\\[a-z]{2,8}))* \)$/u;

/** Whether these tokens only name something: `x`, `x_1`, `\theta`, `f(x)`, `AB`, `\text{Area}`, `(x, y)`. */
export function isName(tokens: Tokens): boolean {
  const text = tokens.join(' ');
  if (text === '' || CONSTANTS.has(text)) return false;
  return NAME.test(text) || COORDINATES.test(text);
}

/** Whether these tokens are one unknown. */
export function isSymbol(tokens: Tokens): boolean {
  const [only = '', ...more] = tokens;
  return (
    more.length === 0 && /^(?:[A-Za-z]|\\(?:alpha|beta|gamma|theta|lambda|mu|phi|omega))$/u.test(only) && !CONSTANTS.has(only)
  );
}
