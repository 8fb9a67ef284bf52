import { iterate } from '../values/iteration.ts';
import { countOf } from '../values/numbers.ts';
import { valueFault } from '../values/python-error.ts';
import { truthOf } from '../values/truth.ts';
import { Tuple, type Value } from '../values/value.ts';
import { isSpace, linesOf, stripped, wordsOf } from '../values/white-space.ts';
import { MAX_ITEMS, spendItems, spendText } from '../work-limit.ts';
import { method, type MethodTable } from './method.ts';
import { optionalText, textArgument } from './text-argument.ts';

/** Methods of texts that take them apart and put them together. */
export const TEXT_SPLIT_METHODS: MethodTable<string> = new Map([
  method<string>('split', 'sep? maxsplit?', (text, sep, most) => split(text, sep, most)),
  method<string>('rsplit', 'sep? maxsplit?', (text, sep, most) => splitFromEnd(text, separatorOf(sep), mostOf(most))),
  method<string>('splitlines', 'keepends?', (text, keepEnds = false) => linesOf(text, truthOf(keepEnds))),
  method<string>('partition', 'sep', (text, sep) => partition(text, requiredSeparator(sep), 'first')),
  method<string>('rpartition', 'sep', (text, sep) => partition(text, requiredSeparator(sep), 'last')),
  method<string>('join', 'items', (text, items = []) => joined(text, items)),
]);

/** `text.rsplit(sep, most)`: `undefined` splits at white space, a negative count is no limit. */
export function splitFromEnd(text: string, sep: string | undefined, most: number): string[] {
  if (most < 0 || most === Infinity) return sep === undefined ? wordsOf(text) : separated(text, sep);
  return sep === undefined ? wordsFromEnd(text, most) : separatedFromEnd(text, sep, most);
}

/** All parts of a text between separators. */
function separated(text: string, sep: string): string[] {
  const parts = text.split(sep, MAX_ITEMS + 1);
  spendItems(parts.length);
  return parts;
}

function split(text: string, sepValue: Value | undefined, mostValue: Value | undefined): string[] {
  const sep = separatorOf(sepValue);
  const most = mostOf(mostValue);
  if (sep === undefined) return most < 0 ? wordsOf(text) : firstWords(text, most);
  const parts = separated(text, sep);
  return most < 0 || parts.length <= most ? parts : [...parts.slice(0, most), parts.slice(most).join(sep)];
}

function firstWords(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = stripped(text, 'start');
  while (rest !== '' && words.length < most) {
    let end = 0;
    while (end < rest.length && !isSpace(rest.charAt(end))) end += 1;
    words.push(rest.slice(0, end));
    rest = stripped(rest.slice(end), 'start');
  }
  return rest === '' ? words : [...words, rest];
}

function wordsFromEnd(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = stripped(text, 'end');
  while (rest !== '' && words.length < most) {
    let start = rest.length;
    while (start > 0 && !isSpace(rest.charAt(start - 1))) start -= 1;
    words.unshift(rest.slice(start));
    rest = stripped(rest.slice(0, start), 'end');
  }
  return rest === '' ? words : [rest, ...words];
}

function separatedFromEnd(text: string, sep: string, most: number): string[] {
  const parts = separated(text, sep);
  const first = parts.length - most;
  return first <= 1 ? parts : [parts.slice(0, first).join(sep), ...parts.slice(first)];
}

function partition(text: string, sep: string, which: 'first' | 'last'): Tuple {
  const index = which === 'first' ? text.indexOf(sep) : text.lastIndexOf(sep);
  if (index < 0) return new Tuple(which === 'first' ? [text, '', ''] : ['', '', text]);
  return new Tuple([text.slice(0, index), sep, text.slice(index + sep.length)]);
}

function joined(separator: string, items: Value): string {
  const texts: string[] = [];
  for (const item of iterate(items)) texts.push(textArgument(item, `item ${texts.length} of join()`));
  spendText(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}

function separatorOf(value: Value | undefined): string | undefined {
  const sep = optionalText(value, 'the separator');
  if (sep === '') throw valueFault('empty separator');
  return sep;
}

function requiredSeparator(value: Value | undefined): string {
  return separatorOf(value) ?? textArgument(value, 'the separator');
}

function mostOf(value: Value | undefined): number {
  return value === undefined ? -1 : countOf(value, 'maxsplit');
}
