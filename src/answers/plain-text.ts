/** The code of zero in each other script with digits. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0xff10];
const OTHER_DIGITS = /[٠-٩۰-۹०-९０-９]/g;
type Spelling = readonly [RegExp, string];

/** Characters beyond ASCII with more than one spelling, and the plain one. */
const CHARACTERS: readonly Spelling[] = [
  [/[\u2212\u2010\u2011\uFF0D\uFE63]/g, '-'],
  // An en dash is a minus unless it follows a number or word: then it is a range.
  [/(?<![\p{L}\p{N})\]}][ ]?)\u2013(?=[$€£¥₹]?[\d.\\(]|[A-Za-z](?![A-Za-z]))/gu, '-'],
  [/(?<=(?:\b(?:is|are|be|equals)|[=:(,])[ ])\u2013(?=[ ]?[\d.\\(])/gu, '-'],
  [/[\u00A0\u2007\u2009\u202F\u2006\u3000]/g, ' '],
  [/[\u200B\u2060\uFEFF]/g, ''],
  [/\u066B|\uFF0E/g, '.'],
  [/\u066C|\uFF0C/g, ','],
  [/[\u066A\uFF05]/g, '%'],
  [/\uFF0F|\u2044/g, '/'],
  [/\uFF1D/g, '='],
  [/\uFF1A/g, ':'],
  [/\uFF08/g, '('],
  [/\uFF09/g, ')'],
  [/\uFF04/g, '$'],
  [/\uFF1C/g, '<'],
  [/\uFF1E/g, '>'],
  [/[\u2266\u2A7D]/g, '≤'],
  [/[\u2267\u2A7E]/g, '≥'],
];
/** LaTeX that only sets space, or separates groups of digits. */
const LATEX: readonly Spelling[] = [
  [/(?<=(?<![\d.])\d{1,3}\s?)(?:,\\!|\{\s?,\s?\}(?:\\!)?|\\[,;:! ]|~)\s{0,3}(?=\d{3}(?!\d))/g, ''],
  [/\{,\}/g, ','],
  [/(?<!\\)\\!/g, ''],
  [/(?<!\\)\\[,;: ]/g, ' '],
  [/\\minus(?![A-Za-z])/g, '-'],
  [/\\not\s?=/g, '\\ne '],
];

const PAIRS: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['**', '**'],
  ['__', '__'],
  ['*', '*'],
  ['_', '_'],
  ['`', '`'],
  ['"', '"'],
  ['“', '”'],
  ['«', '»'],
  ['‘', '’'],
  ['<', '>'],
  ['~', '~'],
  ["'", "'"],
];
const WRAPPER = /^\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|displaystyle|boxed|fbox|mbox)\s?\{/;
const MOST_LAYERS = 8;

/**
 * The text in one spelling: ASCII digits, minus, point, comma, percent sign and space, and no LaTeX spacing. Words stay as
 * they are.
 */
export function plainText(text: string): string {
  let plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (/[^\0-\x7F]/.test(plain)) {
    const digits = plain.replace(OTHER_DIGITS, (digit) => asciiDigit(digit.charCodeAt(0)));
    plain = respelled(digits, CHARACTERS);
  }
  return /[\\~{]/.test(plain) ? respelled(plain, LATEX) : plain;
}

function respelled(text: string, spellings: readonly Spelling[]): string {
  return spellings.reduce((plain, [pattern, replacement]) => plain.replace(pattern, replacement), text);
}

function asciiDigit(code: number): string {
  const zero = ZEROS.find((candidate) => code >= candidate && code <= candidate + 9) ?? code;
  return String(code - zero);
}

/**
 * An answer without decoration: math delimiters, emphasis, quotes, `\text{…}` around the whole, and a full stop or comma at
 * the end.
 */
export function bareAnswer(text: string): string {
  let bare = text.trim();
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = withoutLayer(bare);
    if (next === bare) return bare;
    bare = next;
  }
  return bare;
}

function withoutLayer(text: string): string {
  for (const [open, close] of PAIRS) {
    if (!text.startsWith(open) || !text.endsWith(close) || text.length <= open.length + close.length) continue;
    const inner = text.slice(open.length, text.length - close.length);
    // `<1, 2>` is a vector.
    if (open === '<' && inner.includes(',')) continue;
    const rest = open === '$' ? inner.replaceAll('\\$', '') : inner;
    if (!rest.includes(open) && !rest.includes(close)) return inner.trim();
  }
  const wrapper = WRAPPER.exec(text)?.[0] ?? (text.startsWith('{') ? '{' : undefined);
  if (wrapper !== undefined && isClosedByItsLast(text, wrapper.length)) return text.slice(wrapper.length, -1).trim();
  if (/[.,;:]$/.test(text) && !text.endsWith('..')) return text.slice(0, -1).trimEnd();
  return text;
}

/** Whether the last character, and none before it, closes the brace that is open at `from`. */
function isClosedByItsLast(text: string, from: number): boolean {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return index === text.length - 1;
  }
  return false;
}
