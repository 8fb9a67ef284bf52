import { numericEqual } from '../numeric-equality.ts';
import { comparableText, optionIndex } from './options.ts';

const JOINT =
  /\s?(?:,\s?(?:and\/or|and|or)\s|[,;]\s?|\s?[/&]\s?|\s(?:and\/or|and|or)\s)(?:(?:maybe|perhaps|possibly|also|even|either|option|choice)\s){0,3}/y;
const ONLY_JOINT = /^\s?(?:,\s?(?:and|or)?|[;/&]|(?:and|or))\s?$/;
const CLAUSE_END = /^\s?(?:$|[.,;:!?)]|(?:and|or)\s)/;
const LETTER = /^[([]?([A-Za-z])[)\]]?(?![\p{L}\p{N}'’+^_-])/u;
const NUMBER_AND_UNIT = /^[^,;/&]{1,40}?(?=$|[,;/&.!?](?!\d)|\s(?:and|or)\s)/;

/** Whether a text only joins two options: `or`, `and`, a comma or a slash. */
export function isJoint(text: string): boolean {
  return ONLY_JOINT.test(text.replace(/\*\*/g, ''));
}

/**
 * Whether the text after an option goes on with another one: `or green`, `, (B)`, `/ 20 km`. After a comma the other has to end the clause, as in
 * `red, green is wrong` only the first is chosen.
 */
export function namesAnother(rest: string, options: readonly string[], chosen: number): boolean {
  JOINT.lastIndex = /^[)\]]/.test(rest) ? 1 : 0;
  const joint = JOINT.exec(rest)?.[0];
  if (joint === undefined) return false;
  const next = rest.slice(JOINT.lastIndex);
  const other = optionInFront(next, options);
  if (other === null || other.index === chosen) return false;
  return !/^\s?[,;]\s?$/.test(joint) || CLAUSE_END.test(next.slice(other.length));
}

interface InFront {
  readonly index: number;
  readonly length: number;
}

function optionInFront(text: string, options: readonly string[]): InFront | null {
  const lower = comparableText(text.slice(0, 400));
  const byText = options
    .map((option, index) => ({ index, length: option.length }))
    .filter(
      ({ index, length }) =>
        length > 1 && lower.startsWith(options[index] ?? '') && !/^[\p{L}\p{N}]/u.test(lower.slice(length)),
    );
  const longest = byText.sort((a, b) => b.length - a.length)[0];
  return longest ?? byLetter(text, options) ?? byNumber(text, options);
}

function byLetter(text: string, options: readonly string[]): InFront | null {
  const [whole = '', name = ''] = LETTER.exec(text) ?? [];
  const isMarked = name === name.toUpperCase() || /[)\]]$/.test(whole) || CLAUSE_END.test(text.slice(whole.length));
  const isWord = /^[aAI]$/.test(name) && /^\s\p{Ll}/u.test(text.slice(whole.length));
  const index = isMarked && !isWord ? optionIndex(name.toUpperCase(), options.length) : null;
  return index === null ? null : { index, length: whole.length };
}

function byNumber(text: string, options: readonly string[]): InFront | null {
  const number = /^[-$€£\\\d.]/.test(text) ? NUMBER_AND_UNIT.exec(text)?.[0] : undefined;
  if (number === undefined) return null;
  const index = options.findIndex((option) => numericEqual(number, option)?.equal === true);
  return index < 0 ? null : { index, length: number.length };
}

/** Whether a text begins with two numbers that are different options, of which the first may leave its unit to the second: `15 or 20 km`. */
export function beginsWithTwoNumbers(text: string, options: readonly string[]): boolean {
  const first = NUMBER_AND_UNIT.exec(text)?.[0];
  if (first === undefined || !/\d/.test(first)) return false;
  const chosen = options.findIndex((option) => numericEqual(first, option)?.equal === true);
  return chosen >= 0 && namesAnother(text.slice(first.length), options, chosen);
}
