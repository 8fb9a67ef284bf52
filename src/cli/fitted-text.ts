import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text takes in a terminal: two for a wide character or an emoji, none for what only changes another. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

/** The beginning and the end of a text, in at most so many columns; what was left out between them is `…`. */
export function shortened(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const characters = [...graphemes.segment(text)].map(({ segment }) => segment);
  const head = firstOf(characters, Math.ceil((columns - 1) / 2));
  const tail = firstOf(characters.toReversed(), columns - 1 - textWidth(head.join('')));
  return `${head.join('')}…${tail.toReversed().join('')}`;
}

/** As many characters as fit. */
function firstOf(characters: readonly string[], columns: number): readonly string[] {
  let width = 0;
  const end = characters.findIndex((character) => (width += textWidth(character)) > columns);
  return end === -1 ? characters : characters.slice(0, end);
}

/**
 * The text in lines of at most so many columns that end between words; only a longer word goes beyond. Lines that go on are indented
 * like the first, and two columns more where that is.
 */
export function wrapped(text: string, columns: number): string {
  if (!Number.isFinite(columns)) return text;
  return text
    .split('\n')
    .map((line) => {
      const [indent = ''] = /^ */.exec(line) ?? [];
      const further = indent === '' ? '' : `${indent}  `;
      const [first = '', ...rest] = wrapAnsi(line.trim(), columns - further.length, { hard: false }).split('\n');
      return [`${indent}${first}`, ...rest.map((part) => `${further}${part}`)].join('\n');
    })
    .join('\n');
}

/** A name in lines of at most so many columns: they end between words, else after `_`, `-`, `.` or `/`, else anywhere. */
export function broken(name: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const line of wrapped(name, columns).split('\n')) {
    let last = '';
    for (const part of line.split(/(?<=[-_./])/)) {
      if (textWidth(last + part) <= columns) {
        last += part;
        continue;
      }
      if (last !== '') lines.push(last);
      const pieces = wrapAnsi(part, columns, { hard: true }).split('\n');
      lines.push(...pieces.slice(0, -1));
      last = pieces.at(-1) ?? '';
    }
    lines.push(last);
  }
  return lines;
}

/** The text, and blanks up to so many columns. */
export function padded(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return align === 'left' ? `${text}${blanks}` : `${blanks}${text}`;
}
