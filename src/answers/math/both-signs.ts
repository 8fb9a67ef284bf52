import type { Tokens } from './answer-shape.ts';

const UPPER: ReadonlyMap<string, string> = new Map([
  ['\\pm', '+'],
  ['\\mp', '-'],
]);
const LOWER: ReadonlyMap<string, string> = new Map([
  ['\\pm', '-'],
  ['\\mp', '+'],
]);

/** The two readings of `1 \pm \sqrt2`; null without such a sign, and with more than one: it is not clear then how many are meant. */
export function bothSigns(tokens: Tokens): readonly [Tokens, Tokens] | null {
  if (tokens.filter((token) => UPPER.has(token)).length !== 1) return null;
  const read = (signs: ReadonlyMap<string, string>): Tokens => tokens.map((token) => signs.get(token) ?? token);
  return [read(UPPER), read(LOWER)];
}
