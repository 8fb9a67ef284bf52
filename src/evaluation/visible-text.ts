/** Control characters except tab and newline, and marks that change the direction of text. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text that is harmless in a terminal or a page: what would be obeyed rather than shown is written as `\u{1b}`. */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(INVISIBLE, (character) =>
      character === '\n' || character === '\t' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

/** The same for a name within a line, or a cell: line breaks are written as what they are, too. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', String.raw`\u{a}`);
}

/** The beginning of a long text, with a mark that says how much is missing. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}${cutMark(text.length - length)}`;
}

/** What replaces the characters that were left out. */
export function cutMark(missing: number): string {
  return `\n… [cut here: ${missing.toLocaleString('en')} more characters]`;
}
