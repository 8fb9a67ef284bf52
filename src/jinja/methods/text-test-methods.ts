import { method, type MethodTable } from './method.ts';

// Characters that are digits of a kind but none that numbers are written with, and numerals of Chinese.
const OTHER_DIGITS = '²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒';
const NUMERALS = '〇零一二三四五六七八九十百千万萬亿億兆壹贰貳叁參肆伍陆陸柒捌玖拾佰仟';

const ALPHA = String.raw`\p{L}`;
const DECIMAL = String.raw`\p{Nd}`;
const NUMERIC = String.raw`\p{N}${NUMERALS}`;

/** Methods of texts that say what they are made of. */
export const TEXT_TEST_METHODS: MethodTable<string> = new Map([
  everyCharacter('isalpha', `[${ALPHA}]`),
  everyCharacter('isdecimal', `[${DECIMAL}]`),
  everyCharacter('isdigit', `[${DECIMAL}${OTHER_DIGITS}]`),
  everyCharacter('isnumeric', `[${NUMERIC}]`),
  everyCharacter('isalnum', `[${ALPHA}${NUMERIC}]`),
  everyCharacter('isspace', String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`),
  method<string>('isascii', '', (text) => !/[^\0-\x7f]/.test(text)),
  method<string>('isprintable', '', (text) => !/[^\P{C}]|[^\P{Z} ]/u.test(text)),
  method<string>('isidentifier', '', (text) => /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(text)),
  method<string>('islower', '', (text) => isLower(text)),
  method<string>('isupper', '', (text) => isUpper(text)),
  method<string>('istitle', '', (text) => isTitled(text)),
]);

/** Whether a text has letters of a case, and none that are not lower case. */
export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

/** Whether a text has letters of a case, and none that are not upper case. */
export function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

function isTitled(text: string): boolean {
  if (!/[\p{Uppercase}\p{Lt}]/u.test(text)) return false;
  return !/(?:^|[^\p{Cased}])\p{Lowercase}|\p{Cased}[\p{Uppercase}\p{Lt}]/u.test(text);
}

function everyCharacter(name: string, characters: string): ReturnType<typeof method<string>> {
  const every = new RegExp(`^${characters}+$`, 'u');
  return method<string>(name, '', (text) => every.test(text));
}
