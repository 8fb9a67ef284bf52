import type { Tokens } from './answer-shape.ts';

const PLAIN_UNIT =
  /^(?:mm|cm|km|kg|mg|ml|mL|ft|in|yd|mi|lb|oz|hrs?|am|pm|cents?|years?|days?|hours?|minutes?|seconds?|inches|feet|meters|units?|miles?)$/u;
const CONDITION =
  /\b(?:if|or|and|for|when|where|mod|more|less|least|most|otherwise|not|is|are|only|even|odd|any|all|per|plus|minus|times)\b/u;

export interface WithoutUnit {
  readonly tokens: Tokens;
  readonly unit: string;
}

/** A value and the unit after it: `\text{ cm}^2`, plain `cm` after a number, or the sign of degrees; null where there is none. */
export function withoutUnit(tokens: Tokens): WithoutUnit | null {
  if (tokens.slice(-4).join('') === '^{\\circ}') return { tokens: tokens.slice(0, -4), unit: '°' };
  const modulus = tokens.findIndex((token) => token === '\\pmod' || token === '\\mod' || token === '\\bmod');
  if (modulus > 0 && tokens[0] !== '(' && isWholeNumber(tokens.slice(0, modulus))) {
    return {
      tokens: tokens.slice(0, modulus),
      unit: `modulo ${tokens
        .slice(modulus + 1)
        .join('')
        .replace(/[{}()]/gu, '')}`,
    };
  }
  const at = unitAt(tokens);
  if (at <= 0) return null;
  const [first = '', ...power] = tokens.slice(at);
  const words = (first.startsWith('\\text') ? first.slice('\\text{'.length, -1) : [first, ...power].join(''))
    .toLowerCase()
    .trim();
  if (!/^[\p{L}\s./^\d-]+$/u.test(words) || CONDITION.test(words)) return null;
  const raised = first.startsWith('\\text') ? power.join('').replace(/[{}]/gu, '') : '';
  return /^(?:\^[23])?$/u.test(raised)
    ? { tokens: tokens.slice(0, at), unit: words.replace(/[.\s]+/gu, ' ').trim() + raised }
    : null;
}

function isWholeNumber(tokens: Tokens): boolean {
  return /^-?\d+$/u.test(tokens.join(''));
}

function unitAt(tokens: Tokens): number {
  const text = tokens.findIndex((token) => token.startsWith('\\text'));
  if (text >= 0) return text;
  const plain = tokens.findLastIndex((token) => /^\d|^\}$/u.test(token)) + 1;
  return PLAIN_UNIT.test(tokens.slice(plain).join('')) ? plain : -1;
}
