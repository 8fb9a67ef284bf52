import type { Choice } from './answer-shape.ts';

const JOINTS: ReadonlyMap<string, Choice['joint']> = new Map([
  [',', ','],
  [';', ','],
  ['\\lor', 'or'],
  ['\\text{or}', 'or'],
  ['\\land', 'and'],
  ['\\text{and}', 'and'],
]);

/** How a token joins the answers around it, `,` or `\text{ or }`; undefined where it does not. */
export function jointOf(token: string): Choice['joint'] | undefined {
  return JOINTS.get(token.replace(/^\\text\{[\s,]*(or|and)\s*\}$/u, '\\text{$1}'));
}

/** The text with one joint between two answers: `1, 2, and 3` has one before the 3. */
export function withJoints(plainLatex: string): string {
  return plainLatex.replace(/,?\s(or|and)\s(?![^{]*\})/gu, '\\text{$1}').replace(/,\s*(\\text\{[\s,]*(?:or|and)\s*\})/gu, '$1');
}

/** The text with `1,000` as one number, where no bracket says that it is two. */
export function withoutThousands(plainLatex: string): string {
  if (/[([]|\\\{/u.test(plainLatex)) return plainLatex;
  return plainLatex.replace(/(?<![\d.,])([1-9]\d{0,2}(?:,\d{3})+)(?![\d,])/gu, (digits) => digits.replaceAll(',', ''));
}
