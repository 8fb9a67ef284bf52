import { spendItems } from '../work-limit.ts';

/** The characters that Python takes for white space, for use inside `[…]` of a regular expression. */
export const SPACE_CLASS = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

/** The ends of lines as `str.splitlines` knows them. */
export const LINE_END = new RegExp(String.raw`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`, 'g');

const WORD = new RegExp(`[^${SPACE_CLASS}]+`, 'g');

const SPACE = new RegExp(`[${SPACE_CLASS}]`);

export function isSpace(character: string): boolean {
  return SPACE.test(character);
}

/** Without the white space at both ends, or at one. */
export function stripped(text: string, ends: 'both' | 'start' | 'end' = 'both'): string {
  return strippedOf(text, isSpace, ends);
}

/** Without the characters at both ends, or at one, that `isStripped` names. */
export function strippedOf(
  text: string,
  isStripped: (character: string) => boolean,
  ends: 'both' | 'start' | 'end' = 'both',
): string {
  let start = 0;
  let end = text.length;
  if (ends !== 'end') while (start < end && isStripped(text.charAt(start))) start += 1;
  if (ends !== 'start') while (end > start && isStripped(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The words of a text: what stands between white space. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(WORD)) if (words.push(word) % 1_000 === 0) spendItems(1_000, words.length);
  return words;
}

/** The lines of a text, with or without their ends; a line end at the very end begins no other line. */
export function linesOf(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(LINE_END)) {
    lines.push(text.slice(start, keepEnds ? index + end.length : index));
    start = index + end.length;
    if (lines.length % 1_000 === 0) spendItems(1_000, lines.length);
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
