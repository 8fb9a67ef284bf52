import { bareAnswer } from '../bare-answer.ts';
import { lastNumberIn } from '../numbers-in.ts';
import { hasProse } from '../prose.ts';

const FORMULA =
  /\$\$([^$]{1,400})\$\$|\$(?!\s)((?:[^$\n\\]|\\.){1,400}?)(?<!\s)\$(?!\d)|\\\((.{1,400}?)\\\)|\\\[([^\]]{1,400}?)\\\]/g;
/** How far around the number its formula is looked for. */
const REACH = 800;

/** The last number of a text. */
export function lastNumber(text: string): string | null {
  const last = lastNumberIn(text);
  return last === null ? null : bareAnswer(text.slice(last.start, last.end));
}

/** The formula between math delimiters that the last number of a text stands in, from its last `=`. */
export function lastFormula(text: string): string | null {
  const last = lastNumberIn(text);
  if (last === null) return null;
  const from = Math.max(0, last.start - REACH);
  for (const match of text.slice(from, last.end + REACH).matchAll(FORMULA)) {
    const start = from + match.index;
    const content = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    const isAround = start <= last.start && start + match[0].length >= last.end;
    if (isAround && !hasProse(content)) return bareAnswer(content.slice(content.lastIndexOf('=') + 1));
  }
  return null;
}
