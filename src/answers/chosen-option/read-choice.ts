import { hasProse } from '../prose.ts';
import { numericEqual } from '../numeric-equality.ts';
import { statedValue } from '../stated-value.ts';
import { comparableText, optionIndex } from './options.ts';
import { beginsWithTwoNumbers, namesAnother } from './several-options.ts';

const LATEX_WORDS = /\\(?:text|textbf|textrm|mathrm|mathbf|mbox|boxed|fbox)\s?\{([^{}]{0,300})\}/g;
const DELIMITERS = /\$|\\[()[\]]|\*\*|__|`|["“”]/g;
const LEAD =
  /^(?:(?:[\s:=>_*∴→⇒]|-(?![\d.$\\])|(?:is|option|choice|letter|answer|therefore|thus|definitely|clearly|probably|likely|most likely|simply|thus|indeed)\b)[\s:]{0,3}){1,8}/i;
const INSTEAD = /^not\s[^.,;\n]{1,60},?\sbut\s(?:rather\s)?/i;
const NO_OPTION =
  /^(?:none|neither|nothing|no option|no answer|unknown|unclear|not (?:given|listed|possible|enough)|(?:can't|cannot|can not) be|all of|both)\b/i;
const LETTER = /^([([{<]?)\s?([A-Za-z]{1,2})(?![\p{L}\p{N}_'’+^])\s?([)\]}>.:,;!?]?)/u;
const SECOND = /^\s?(?:,|and|or|&|\/)\s?(?:(?:and|or)\s)?(?:option\s)?([([]?)([A-Z])([)\]]?)(?=[\s).,;:!?\]]|$)(?!\s[a-z'’])/;
const AFTER_WORD = /^\s(?:because|since|as|is|which|with|due|for|given|from|based|by|according|so|[-–—→(:])/;
const HYPHENATED = /^-[\p{L}\p{N}]/u;
const EQUALS = /^\s?[=≈]/;
const SENTENCE_END = /[.!?](?=\s|$)|\n/;

const LETTERED =
  /^[\s*_>∴→⇒=]{0,6}(?:(?:[Oo]ption|[Cc]hoice)\s)?(?:\(?[A-Za-z]{1,2}\)|\[[A-Za-z]{1,2}\]|[A-Z]{1,2}(?:[.:]|\s?$|\*\*|,(?=\s(?:because|since|as|for)\s))|[a-z]\.?$)(.{0,2000})/;
const REFUSED = /\b(?:wrong|incorrect|not|false|isn['’]t|too)\b|❌|(?<![\p{L}\p{N}])\(?[A-J]\)/iu;
const EXPLAINED = /^\s(?:because|since|as|for)\s/;
const LISTED = /(?<![^\n])[ \t*_>-]{0,8}(?:(?:Option|Choice|Statement|Answer)\s)?\(?([A-Z])[).:][*_]{0,2}\s/g;

/** An option's index; `'none'` if the text chooses no option or several; `null` if it says nothing. */
export type Choice = number | 'none' | null;

/**
 * Which option a text names that follows "the answer is" or the like, by letter or by the option's text. A whole option text
 * is read before a letter, so that the option "E. coli" is not read as the letter E.
 */
export function readChoice(segment: string, options: readonly string[]): Choice {
  const clean = segment.replace(LATEX_WORDS, '$1').replace(DELIMITERS, '').replace(LEAD, '').replace(INSTEAD, '').trim();
  if (clean === '') return null;
  const text = comparableText(clean);
  return (
    wholeText(text, options) ??
    (NO_OPTION.test(clean) ? 'none' : null) ??
    (beginsWithTwoNumbers(text, options) ? 'none' : null) ??
    textInFront(text, options) ??
    letter(clean, options) ??
    sameNumber(segment, options)
  );
}

/** The option that has exactly this text; `'none'` if several do. A single letter is not read as a text unless `shortest` is 1. */
function wholeText(text: string, options: readonly string[], shortest = 2): Choice {
  if (text.length < shortest && /\p{L}/u.test(text)) return null;
  const same = indices(
    options,
    (option) => option === text || (isFormula(text) && withoutSpace(option) === withoutSpace(text)),
  );
  return same.length > 1 ? 'none' : (same[0] ?? null);
}

/** The option with the longest text that this begins with, up to the end of a word. */
function textInFront(text: string, options: readonly string[]): Choice {
  const before = indices(options, (option) => option.length > 1 && text.startsWith(option) && isBoundary(text, option.length));
  const [longest, next] = before.sort((a, b) => lengthOf(options, b) - lengthOf(options, a));
  if (longest === undefined) return null;
  if (namesAnother(text.slice(lengthOf(options, longest)), options, longest)) return 'none';
  return next !== undefined && lengthOf(options, next) === lengthOf(options, longest) ? 'none' : longest;
}

function isBoundary(text: string, at: number): boolean {
  return !/^(?:[\p{L}\p{N}]|[.,:/]\d|\s?[%^+*/=×]|\s?[-–]\s?\d)/u.test(text.slice(at, at + 6));
}

/** `C`, `(C)`, `C.`, `C) 45 km`, `C because …`; a small letter only alone or before a parenthesis. */
function letter(text: string, options: readonly string[]): Choice {
  const match = LETTER.exec(text);
  if (match === null) return null;
  const [whole, open = '', name = '', close = ''] = match;
  const rest = text.slice(whole.length);
  const isClosed = close !== '' || rest === '';
  if (EQUALS.test(rest) || HYPHENATED.test(rest) || (close === '.' && /^[\p{L}\p{N}]/u.test(rest))) return null;
  const isCapital = name === name.toUpperCase();
  if (!isCapital && !(rest === '' || /[)\]]/.test(close))) return null;
  if (name.length > 1 && options.length <= 26) return areLetters(name, rest, options.length) ? 'none' : null;
  const index = optionIndex(name.toUpperCase(), options.length);
  const own = index === null ? wholeText(name.toLowerCase(), options, 1) : null;
  if (own !== null) return own;
  if (index === null) return isCapital && (isClosed || open !== '') ? 'none' : null;
  if (isSeveral(close + rest, options.length) || namesAnother(text.slice(whole.trimEnd().length), options, index))
    return 'none';
  return isClosed || open !== '' || standsAlone(name, text.slice(whole.trimEnd().length), options[index] ?? '') ? index : null;
}

/** `AB`: two letters at once. */
function areLetters(name: string, rest: string, count: number): boolean {
  return /^[.\s]*$/.test(rest) && name[0] !== name[1] && [...name].every((each) => optionIndex(each, count) !== null);
}

/** Whether a letter before a word is a choice: "C because", "C 45 km", but not "A car" or "I think". */
function standsAlone(name: string, rest: string, option: string): boolean {
  if (AFTER_WORD.test(rest) || comparableText(rest).startsWith(option)) return true;
  return name !== 'A' && name !== 'I';
}

function isSeveral(rest: string, count: number): boolean {
  const second = SECOND.exec(rest.replace(/^[)\]]/, ''));
  return second !== null && optionIndex(second[2] ?? '', count) !== null;
}

function sameNumber(segment: string, options: readonly string[]): Choice {
  const clause = segment.slice(0, SENTENCE_END.exec(segment)?.index ?? segment.length);
  const value = statedValue(segment) ?? clause;
  const same = indices(options, (option) => numericEqual(value, option)?.equal === true);
  return same.length === 1 ? (same[0] ?? null) : null;
}

/** Spaces do not matter in a formula; between words and numbers they do. */
function isFormula(text: string): boolean {
  return /[-+*/^=\\]/.test(text) && !hasProse(text);
}

function withoutSpace(text: string): string {
  return text.replace(/\s/g, '');
}

function indices(options: readonly string[], fits: (option: string) => boolean): number[] {
  return options.flatMap((option, index) => (option !== '' && fits(option) ? [index] : []));
}

function lengthOf(options: readonly string[], index: number): number {
  return options[index]?.length ?? 0;
}

/**
 * What a line chooses that is a letter, a letter with its option (unless the text is a list of options), or an option's text
 * and nothing else.
 */
export function choiceLine(line: string, options: readonly string[], isList: boolean): Choice {
  const after = LETTERED.exec(line)?.[1];
  if (after === undefined)
    return line.trim().length > 1 && options.includes(comparableText(line)) ? readChoice(line, options) : null;
  if ((REFUSED.test(after) && !EXPLAINED.test(after)) || (isList && /[\p{L}\p{N}]/u.test(after))) return null;
  return readChoice(line, options);
}

/** Whether a line begins with the letter of an option. */
export function isLettered(line: string): boolean {
  return LETTERED.test(line);
}

/** Whether lines of a text begin with different letters, as when it repeats the options. */
export function listsOptions(text: string): boolean {
  let first: string | undefined;
  for (const [, letter] of text.matchAll(LISTED)) {
    first ??= letter;
    if (letter !== first) return true;
  }
  return false;
}
