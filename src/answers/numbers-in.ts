import { matchAt, textAt } from './match-at.ts';
import { quantityAt } from './quantity.ts';

/** The place of a quantity in running text; the range `3-5` is one quantity. */
export interface FoundNumber {
  readonly start: number;
  readonly end: number;
}

const BEGINNING = /\d|\.\d|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|\\[dtc]?frac(?=\s?[{\d])/g;
/** Dates, versions, times and ratios. The counts are bounded to keep the search linear. */
const NO_NUMBER = /\d{1,9}(?:([-/.])\d{1,9})(?:\1\d{1,9}){1,6}(?![\d/])|\d{1,9}(?::\d{1,9}){1,6}/y;
const DIGITS = /\d+/y;
const HALF_OF_DAY = /\s?[ap]\.?m(?!\p{L})/iuy;
const SIGN_AND_CURRENCY =
  /(?:(?<![\p{L}\p{N})\]}%°$])[+-]\s?)?(?:US\$|\\?\$|[€£¥₹])\s?[+-]?$|(?<![\p{L}\p{N})\]}%°])[+-]$|(?<=(?:^|[=:(]|(?<!\p{L})(?:is|was|be|are|to|of|at|by))\s?)(?:[Mm]inus|[Nn]egative)\s$/u;
/** What a comma or point without a blank joins to a number, so that it is none, or another: `2,5`. */
const JOINED = /(?<=\d)(?:[.,]\d+)+/y;
const REST_OF_NUMBER = /\d[.,]$/;
const SUBSCRIPT = /[_^]\s?\{?\s?-?$/;
const IDENTIFIER = /[\p{L}\p{N}_](?:-)?$/u;
const COMMAND = /\\[a-zA-Z]{1,20}$/;
const TAG = /(?:^|[^#])#$/;
const MONTH =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)';
const AFTER_LABEL = new RegExp(
  `(?:^|[^\\p{L}])(?:(?:steps?|parts?|cases?|equations?|eq\\.?|problem|question|example|theorem|lemma|corollary|proposition|definition|exercise|figure|fig\\.?|table|section|chapter|page|line|note|option|method|round|version)\\s?#?\\(?|(?:roots?|logarithm|factorial|sine|cosine|tangent|square|cube|reciprocal)\\sof\\s|${MONTH}\\.?\\s(?:\\d{1,2}(?:st|nd|rd|th)?,?\\s)?)$`,
  'iu',
);
const BEFORE_MONTH = new RegExp(`\\s${MONTH}(?!\\p{L})`, 'iuy');
const LINE_START = /(?:^|\n)[ \t>*#(_-]{0,12}$/;
const MARKER_END = /[.)][*_]{0,3}[ \t]{1,8}(?=\S)/y;

/** The last number is first searched for this near the end; only one shorter than this is sure to be whole there. */
const MOST_NEAR = 10_000;
const MOST_LONG = 5000;
const MOST_RANGE = 100;

/**
 * The numbers of a text, in order. Digits in words and identifiers (`x2`, `Q3`, `3rd`), subscripts, powers, dates, times,
 * ratios, and the numbers of steps, list items, figures and the like are left out. Takes time in proportion to the text.
 */
export function* numbersIn(text: string, from = 0): Generator<FoundNumber> {
  let last: FoundNumber | null = null;
  for (let at = from; ;) {
    BEGINNING.lastIndex = at;
    const begin = BEGINNING.exec(text)?.index;
    if (begin === undefined) return;
    const none = textAt(NO_NUMBER, text, begin);
    if (none !== null) {
      at = begin + none.length;
      continue;
    }
    const found = numberAt(text, begin, last);
    if (found !== null) yield found;
    last = found;
    at = Math.max(begin + Math.max(1, textAt(DIGITS, text, begin)?.length ?? 1), found?.end ?? 0);
  }
}

/** The last of a text's numbers. Reads no more of the text than it needs, from the end. */
export function lastNumberIn(text: string): FoundNumber | null {
  for (const reach of [MOST_NEAR, text.length]) {
    const from = Math.max(0, text.length - reach);
    let last: FoundNumber | null = null;
    for (const found of numbersIn(text, from)) last = found;
    // A number at the very beginning of the part may be the rest of something longer.
    if (from === 0 || (last !== null && last.start > from + MOST_LONG)) return last;
  }
  return null;
}

function numberAt(text: string, begin: number, last: FoundNumber | null): FoundNumber | null {
  const before = text.slice(Math.max(0, begin - 30), begin);
  const isRange =
    last !== null &&
    last.end > begin - 4 &&
    last.start > begin - MOST_RANGE &&
    /^[-–]\\?\$?$/.test(text.slice(last.end, begin));
  if (!isRange && isInName(before)) return null;
  const prefix = isRange ? '' : (SIGN_AND_CURRENCY.exec(before)?.[0] ?? '');
  const start = begin - prefix.length;
  const quantity = quantityAt(text, start) ?? quantityAt(text, begin);
  if (quantity === null) return null;
  const end = matchAt(JOINED, text, quantity.end) === null ? quantity.end : JOINED.lastIndex;
  if (/^(?:[\p{L}\d_^]|\\(?:overline|circ)|(?<=\d)\.\d)/u.test(text.slice(end, end + 12))) return null;
  if (textAt(HALF_OF_DAY, text, end) !== null || textAt(BEFORE_MONTH, text, end) !== null) return null;
  if (AFTER_LABEL.test(before) || isListMarker(text, before, begin)) return null;
  if (isRange) return { start: last.start, end };
  // The dollar before "$18$" is not a currency sign.
  return { start: prefix.endsWith('$') && text[end] === '$' ? begin : start, end };
}

function isInName(before: string): boolean {
  if (SUBSCRIPT.test(before) || TAG.test(before) || REST_OF_NUMBER.test(before)) return true;
  return IDENTIFIER.test(before) && !COMMAND.test(before) && !/(?:^|[^\p{L}\p{N}_])(?:US|USD|Rs)-?$/u.test(before);
}

function isListMarker(text: string, before: string, begin: number): boolean {
  const isAtLineStart = LINE_START.test(before) || (begin <= 12 && LINE_START.test(`\n${text.slice(0, begin)}`));
  const digits = textAt(DIGITS, text, begin) ?? '';
  return isAtLineStart && digits !== '' && digits.length < 4 && textAt(MARKER_END, text, begin + digits.length) !== null;
}
