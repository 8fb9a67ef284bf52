import type { Expression, Tokens, Words } from './answer-shape.ts';
import { answerWords } from './answer-words.ts';

const LOOKS = new Set(['\\overline', '{', '}']);

/** Tokens without structure: text where they are words or name points (`AB` is a segment rather than a product), else mathematics. */
export function expressionOrWords(tokens: Tokens): Expression | Words {
  const letters = tokens.filter((token) => !LOOKS.has(token));
  if (letters.length > 1 && letters.every((token) => /^[A-Z]$/u.test(token))) return { kind: 'words', words: letters.join('') };
  const unsigned = tokens[0] === '+' ? tokens.slice(1) : tokens;
  const hasText = unsigned.some((token) => token.startsWith('\\text'));
  const words = unsigned.some((token) => /^\d/u.test(token)) ? null : answerWords(unsigned.join(hasText ? ' ' : ''));
  return words === null ? { kind: 'expression', tokens: unsigned } : { kind: 'words', words };
}
