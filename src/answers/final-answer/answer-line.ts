import { behindLabel } from '../behind-label.ts';
import { statedValue } from '../stated-value.ts';

const LINE = /(?<![^\n])[ \t>]{0,4}[*_]{0,3}A[*_]{0,3}:[*_]{0,3}/g;
const NEXT_OPTION = /\n\s{0,20}[*_]{0,3}B[*_]{0,3}:/y;

/** More lines than these are not read, from the last one on. */
const LINES_READ = 200;

/** What the last line that begins with `A:` states. Lines `A: …`, `B: …` are a list, and none of them the answer. */
export function answerLine(text: string): string | null {
  const ends = [...text.matchAll(LINE)].map((match) => match.index + match[0].length);
  for (const end of ends.slice(-LINES_READ).reverse()) {
    const lineEnd = text.indexOf('\n', end);
    NEXT_OPTION.lastIndex = lineEnd;
    if (lineEnd >= 0 && NEXT_OPTION.test(text)) continue;
    const value = statedValue(behindLabel(text, end));
    if (value !== null) return value;
  }
  return null;
}
