import { bareAnswer } from '../bare-answer.ts';
import { hasProse } from '../prose.ts';
import { wholeQuantity } from '../whole-quantity.ts';
import { lastLine } from './last-line.ts';

const WORDS_AT_END = /[\p{L},]\s\*\*(\p{L}[^*\n\d:]{0,60})\*\*[.!]?$|\s\*\*([^*\n\d:\s]{1,3})\*\*[.!]?$/u;
const BOLD = /\*\*([^*\n]{1,120})\*\*|__([^_\n]{1,120})__/g;

/** The last value in bold of the last line: `she makes **$18** a day`; words only where they end a line without numbers. */
export function bold(text: string): string | null {
  let found: string | null = null;
  const line = lastLine(text);
  for (const match of line.matchAll(BOLD)) {
    const content = bareAnswer(match[1] ?? match[2] ?? '');
    const isValue = wholeQuantity(content) !== null || (/\d|\\/.test(content) && !hasProse(content));
    if (isValue && !/^\d{1,3}[.):]?$/.test((match[1] ?? match[2] ?? '').trim().replace(/^\d{1,3}$/, ''))) found = content;
  }
  return found ?? words(line);
}

function words(line: string): string | null {
  const [, content, sign] = /\d/.test(line) ? [] : (WORDS_AT_END.exec(line) ?? []);
  return content === undefined && sign === undefined ? null : bareAnswer(content ?? sign ?? '');
}
