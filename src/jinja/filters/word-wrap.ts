import { codePointLength, codePointSlice } from '../values/code-points.ts';
import { valueFault } from '../values/python-error.ts';
import { spend } from '../work-limit.ts';

/** How Python's `textwrap` is asked to wrap. */
export interface WrapOptions {
  readonly width: number;
  readonly breaksLongWords: boolean;
  readonly breaksOnHyphens: boolean;
}

const WHITE = String.raw`[\t\n\x0b\x0c\r ]`;
const NOT_WHITE = String.raw`[^\t\n\x0b\x0c\r ]`;
const WORD = String.raw`[\p{L}\p{N}_]`;
const LETTER = String.raw`(?:(?![\p{Nd}])${WORD})`;
const PUNCTUATION = String.raw`[\p{L}\p{N}_!"'&.,?]`;

// The expression of CPython's textwrap: white space, a dash between words, a word or the part of one up to a hyphen.
const CHUNK = new RegExp(
  `(${WHITE}+|(?<=${PUNCTUATION})-{2,}(?=${WORD})|${NOT_WHITE}+?(?:` +
    `-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=${WHITE}|$)|(?<=${PUNCTUATION})(?=-{2,}${WORD})))`,
  'u',
);

const SIMPLE_CHUNK = new RegExp(`(${WHITE}+)`);

/** One line as several of at most `width` code points, as `textwrap.wrap` cuts it. Throws a ValueError for a width below 1. */
export function wrappedLines(line: string, options: WrapOptions): string[] {
  if (options.width <= 0) throw valueFault(`invalid width ${options.width} (must be > 0)`);
  spend(line.length);
  const chunks = line.split(options.breaksOnHyphens ? CHUNK : SIMPLE_CHUNK).filter((chunk) => chunk !== '');
  const rest = chunks.reverse();
  const lines: string[] = [];
  while (rest.length > 0) {
    if (lines.length > 0 && isBlank(rest.at(-1))) rest.pop();
    const wrapped = nextLine(rest, options);
    if (wrapped !== '') lines.push(wrapped);
  }
  return lines;
}

/** Takes the chunks of one line from the end of the list. */
function nextLine(rest: string[], options: WrapOptions): string {
  const { width } = options;
  const line: string[] = [];
  let length = 0;
  for (let chunk = rest.at(-1); chunk !== undefined && length + codePointLength(chunk) <= width; chunk = rest.at(-1)) {
    line.push(chunk);
    length += codePointLength(chunk);
    rest.pop();
  }
  const next = rest.at(-1);
  if (next !== undefined && codePointLength(next) > width) takeLongWord(rest, next, line, width - length, options);
  if (isBlank(line.at(-1))) line.pop();
  return line.join('');
}

function takeLongWord(rest: string[], word: string, line: string[], space: number, options: WrapOptions): void {
  if (options.breaksLongWords) {
    const end = options.breaksOnHyphens ? (hyphenEnd(word, space) ?? space) : space;
    spend(word.length / 16);
    line.push(codePointSlice(word, 0, end));
    rest[rest.length - 1] = codePointSlice(word, end);
    // What is left of a word is never empty, as it is longer than a line.
  } else if (line.length === 0) {
    line.push(word);
    rest.pop();
  }
}

/** The place after the last hyphen that fits, where something else stands before it. */
function hyphenEnd(word: string, space: number): number | undefined {
  const start = codePointSlice(word, 0, space);
  const hyphen = start.lastIndexOf('-');
  return hyphen > 0 && /[^-]/.test(start.slice(0, hyphen)) ? codePointLength(start.slice(0, hyphen)) + 1 : undefined;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === '';
}
