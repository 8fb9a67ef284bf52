import { codePointIndex, codePointLength, codePoints, codePointSlice } from '../values/code-points.ts';
import { countOf } from '../values/numbers.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { sliceEnds } from '../values/subscript.ts';
import { Tuple, type Value } from '../values/value.ts';
import { spend, spendItems, spendReading, spendText } from '../work-limit.ts';
import { method, type MethodTable } from './method.ts';
import { textArgument } from './text-argument.ts';

const RANGE = 'sub start? end?';

/** Methods of texts that look for another text. Positions are code points. */
export const TEXT_SEARCH_METHODS: MethodTable<string> = new Map([
  method<string>('find', RANGE, (text, sub, start, end) => BigInt(found(text, sub, start, end, 'first'))),
  method<string>('rfind', RANGE, (text, sub, start, end) => BigInt(found(text, sub, start, end, 'last'))),
  method<string>('index', RANGE, (text, sub, start, end) => indexOf(text, sub, start, end, 'first')),
  method<string>('rindex', RANGE, (text, sub, start, end) => indexOf(text, sub, start, end, 'last')),
  method<string>('count', RANGE, (text, sub, start, end) => {
    const part = windowOf(text, start, end).text;
    const sought = textArgument(sub, 'what count() looks for');
    return BigInt(sought === '' ? codePointLength(part) + 1 : occurrences(part, sought));
  }),
  method<string>('startswith', 'prefix start? end?', (text, prefix, start, end) => {
    return alternatives(prefix, 'startswith()').some((one) => windowOf(text, start, end).text.startsWith(one));
  }),
  method<string>('endswith', 'suffix start? end?', (text, suffix, start, end) => {
    return alternatives(suffix, 'endswith()').some((one) => windowOf(text, start, end).text.endsWith(one));
  }),
  method<string>('replace', 'old new count?', (text, old, replacement, count) => {
    const most = count === undefined ? -1 : countOf(count, 'the count of replace()');
    return replaced(text, textArgument(old, 'what replace() looks for'), textArgument(replacement, 'the replacement'), most);
  }),
  method<string>('removeprefix', 'prefix', (text, prefix) => {
    const start = textArgument(prefix, 'the prefix');
    return text.startsWith(start) ? text.slice(start.length) : text;
  }),
  method<string>('removesuffix', 'suffix', (text, suffix) => {
    const end = textArgument(suffix, 'the suffix');
    return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
  }),
]);

/** `text.replace(old, new, count)`: an empty `old` stands before each character and at the end; a negative count is no limit. */
export function replaced(text: string, old: string, replacement: string, count: number): string {
  const places = old === '' ? codePointLength(text) + 1 : occurrences(text, old);
  const most = count < 0 ? places : Math.min(count, places);
  spendText(text.length + most * Math.max(0, replacement.length - old.length));
  if (most === 0) return text;
  if (old === '') return interleaved(text, replacement, most);
  return most === places ? text.replaceAll(old, () => replacement) : replacedFirst(text, old, replacement, most);
}

function replacedFirst(text: string, old: string, replacement: string, count: number): string {
  let result = '';
  let start = 0;
  for (let left = count; left > 0; left -= 1) {
    const index = text.indexOf(old, start);
    result += text.slice(start, index) + replacement;
    start = index + old.length;
  }
  return result + text.slice(start);
}

function interleaved(text: string, replacement: string, count: number): string {
  spendItems(text.length);
  const parts = ['', ...codePoints(text), ''];
  const first = parts.slice(0, count).map((part) => part + replacement);
  return first.join('') + parts.slice(count).join('');
}

/** How often a text that is not empty stands in another, without overlaps. */
function occurrences(text: string, sub: string): number {
  spendReading(text.length);
  let count = 0;
  for (let index = text.indexOf(sub); index >= 0; index = text.indexOf(sub, index + sub.length)) count += 1;
  spend(count / 4);
  return count;
}

/** The part of a text that a method looks at, and how many code points stand before it. */
function windowOf(text: string, start?: Value, end?: Value): { readonly text: string; readonly offset: number } {
  if (start === undefined && end === undefined) return { text, offset: 0 };
  const [from, to] = sliceEnds({ start, stop: end, step: undefined }, codePointLength(text));
  return { text: codePointSlice(text, from, Math.max(from, to)), offset: from };
}

function found(
  text: string,
  sub: Value | undefined,
  start: Value | undefined,
  end: Value | undefined,
  which: 'first' | 'last',
) {
  const sought = textArgument(sub, 'what is looked for');
  const part = windowOf(text, start, end);
  const index = which === 'first' ? part.text.indexOf(sought) : part.text.lastIndexOf(sought);
  return index < 0 ? -1 : part.offset + codePointIndex(part.text, index);
}

function indexOf(...args: Parameters<typeof found>): bigint {
  const index = found(...args);
  if (index < 0) throw valueFault('substring not found');
  return BigInt(index);
}

function alternatives(value: Value | undefined, name: string): string[] {
  if (value instanceof Tuple) return value.items.map((item) => textArgument(item, `each item of the tuple of ${name}`));
  if (Array.isArray(value)) throw typeFault(`${name} takes a text or a tuple of texts, not a list`);
  return [textArgument(value, `the argument of ${name}`)];
}
