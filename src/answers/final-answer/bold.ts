import { bareAnswer } from '../bare-answer.ts';
import { hasProse } from '../prose.ts';
import { wholeQuantity } from '../whole-quantity.ts';
import { lastLine } from './last-line.ts';

const BOLD = /\*\*([^*\n]{1,120})\*\*|__([^_\n]{1,120})__/g;

/** The last value in bold of the last line: `she makes **$18** a day`. */
export function bold(text: string): string | null {
  let found: string | null = null;
  for (const match of lastLine(text).matchAll(BOLD)) {
    const content = bareAnswer(match[1] ?? match[2] ?? '');
    const isValue = wholeQuantity(content) !== null || (/\d|\\/.test(content) && !hasProse(content));
    if (isValue && !/^\d{1,3}[.):]?$/.test((match[1] ?? match[2] ?? '').trim().replace(/^\d{1,3}$/, ''))) found = content;
  }
  return found;
}
