/** A piece of text that an expression may hold; `other` is everything else. */
export interface Lexeme {
  readonly kind: 'number' | 'sign' | 'open' | 'close' | 'percent' | 'of' | 'other';
  /** A number without currency and thousands separators; a sign as it is written. */
  readonly text: string;
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
}

const LEXEME =
  /[$€£]?(?<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)[€£]?|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>\*\*|[^\s])/gu;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const LONGEST_NUMBER = 300;

const WORDS: Readonly<Record<string, Lexeme['kind']>> = { x: 'sign', percent: 'percent', of: 'of' };

const MARKS: Readonly<Record<string, Lexeme['kind']>> = { '(': 'open', ')': 'close', '%': 'percent' };

/** The text in pieces, without its white space. */
export function lexemes(text: string): Lexeme[] {
  const source = withoutSuperscripts(text);
  return Array.from(source.matchAll(LEXEME), (match) => {
    const { number, word, mark = '' } = match.groups ?? {};
    return {
      kind: kindOf(number, word, mark),
      text: number?.replaceAll(/[,\u00a0\u202f]/g, '') ?? match[0],
      spaceBefore: /^\s?$/.test(source.charAt(match.index - 1)),
      spaceAfter: /^\s?$/.test(source.charAt(match.index + match[0].length)),
    };
  });
}

/** `5²` as `5^2`. */
function withoutSuperscripts(text: string): string {
  return text.replace(/[⁰¹²³⁴-⁹]+/g, (digits) => `^${[...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('')}`);
}

function kindOf(number: string | undefined, word: string | undefined, mark: string): Lexeme['kind'] {
  if (number !== undefined) return number.length > LONGEST_NUMBER ? 'other' : 'number';
  if (word !== undefined) return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? 'other') : 'other';
  return MARKS[mark] ?? (/^(?:\*\*|[-+−–×·*÷/^])$/.test(mark) ? 'sign' : 'other');
}
