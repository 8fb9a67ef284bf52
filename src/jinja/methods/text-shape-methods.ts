import { braceFormatted } from '../format/brace-format.ts';
import { codePointLength } from '../values/code-points.ts';
import { countOf } from '../values/numbers.ts';
import { typeFault } from '../values/python-error.ts';
import { textOf } from '../values/python-text.ts';
import { Dict, type Value } from '../values/value.ts';
import { isSpace, strippedOf } from '../values/white-space.ts';
import { spendText } from '../work-limit.ts';
import { capitalized, folded, swapped, titled } from './letter-case.ts';
import { method, type Method, type MethodTable } from './method.ts';
import { optionalText, textArgument } from './text-argument.ts';

/** Methods of texts that change their letters, or what stands around them. */
export const TEXT_SHAPE_METHODS: MethodTable<string> = new Map<string, Method<string>>([
  method<string>('upper', '', (text) => text.toUpperCase()),
  method<string>('lower', '', (text) => text.toLowerCase()),
  method<string>('capitalize', '', (text) => capitalized(text)),
  method<string>('title', '', (text) => titled(text)),
  method<string>('swapcase', '', (text) => swapped(text)),
  method<string>('casefold', '', (text) => folded(text)),
  method<string>('strip', 'chars?', (text, chars) => strip(text, chars, 'both')),
  method<string>('lstrip', 'chars?', (text, chars) => strip(text, chars, 'start')),
  method<string>('rstrip', 'chars?', (text, chars) => strip(text, chars, 'end')),
  method<string>('center', 'width fillchar?', (text, width, fill) => centered(text, widthOf(width), fillOf(fill))),
  method<string>('ljust', 'width fillchar?', (text, width, fill) => text + padding(text, width, fill)),
  method<string>('rjust', 'width fillchar?', (text, width, fill) => padding(text, width, fill) + text),
  method<string>('zfill', 'width', (text, width) => zeroFilled(text, widthOf(width))),
  method<string>('expandtabs', 'tabsize?', (text, size) => withoutTabs(text, size === undefined ? 8 : widthOf(size))),
  method<string>('format_map', 'mapping', (text, mapping) => {
    if (!(mapping instanceof Dict)) throw typeFault('format_map() takes a mapping');
    const named = new Map(mapping.entries().map(([key, value]) => [textOf(key), value]));
    return braceFormatted(text, { positional: [], named });
  }),
  ['format', (text, args) => braceFormatted(text, args)],
]);

/** `text.strip(chars)`: without `chars`, white space goes. */
export function strip(text: string, chars: Value | undefined, ends: 'both' | 'start' | 'end'): string {
  const given = optionalText(chars, 'what is stripped');
  if (given === undefined) return strippedOf(text, isSpace, ends);
  const set = new Set(given);
  return strippedOf(text, (character) => set.has(character), ends);
}

/** `text.center(width, fill)`: of an odd number of fill characters the extra one is where Python puts it. */
export function centered(text: string, width: number, fill = ' '): string {
  const missing = Math.max(0, width - codePointLength(text));
  spendText(text.length + missing);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function padding(text: string, width: Value | undefined, fill: Value | undefined): string {
  const missing = Math.max(0, widthOf(width) - codePointLength(text));
  spendText(text.length + missing);
  return fillOf(fill).repeat(missing);
}

function zeroFilled(text: string, width: number): string {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  spendText(width);
  return sign + '0'.repeat(Math.max(0, width - codePointLength(text))) + body;
}

function withoutTabs(text: string, size: number): string {
  let column = 0;
  spendText(text.length + (text.split('\t').length - 1) * Math.max(size, 0));
  return Array.from(text, (character) => {
    if (character !== '\t') {
      column = character === '\n' || character === '\r' ? 0 : column + 1;
      return character;
    }
    const width = size > 0 ? size - (column % size) : 0;
    column += width;
    return ' '.repeat(width);
  }).join('');
}

function widthOf(value: Value | undefined): number {
  return countOf(value ?? 0n, 'the width');
}

function fillOf(value: Value | undefined): string {
  if (value === undefined) return ' ';
  const fill = textArgument(value, 'the fill character');
  if (codePointLength(fill) !== 1) throw typeFault('The fill character must be exactly one character long');
  return fill;
}
