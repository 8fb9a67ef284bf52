import { PythonError, valueFault } from '../values/python-error.ts';
import { reprOf, textOf } from '../values/python-text.ts';
import { groupAttribute, itemOf } from '../values/subscript.ts';
import { type Arguments, GroupTuple, TemplateObject, Undefined, type Value } from '../values/value.ts';
import { spend, spendText } from '../work-limit.ts';
import { formatted } from './format-spec.ts';
import { asciiOf } from './percent-format.ts';

/** How a field becomes text; markup escapes it. */
export type FieldFormat = (value: Value, spec: string) => string;

/** How deep fields may stand in the format of fields, as in Python. */
const MAX_DEPTH = 2;

/** Python's `format.format(*args, **kwargs)`. Throws an IndexError, KeyError or ValueError as Python does. */
export function braceFormatted(format: string, args: Arguments, formatField: FieldFormat = formatted): string {
  const text = new BraceFormatter(args, formatField).text(format, MAX_DEPTH);
  spendText(text.length);
  return text;
}

class BraceFormatter {
  readonly #args: Arguments;
  readonly #formatField: FieldFormat;
  #next = 0;
  #numbering: 'automatic' | 'manual' | null = null;

  constructor(args: Arguments, formatField: FieldFormat) {
    this.#args = args;
    this.#formatField = formatField;
  }

  text(format: string, depth: number): string {
    if (depth < 0) throw valueFault('Max string recursion exceeded');
    let text = '';
    let index = 0;
    while (index < format.length) {
      const brace = nextBrace(format, index);
      text += format.slice(index, brace);
      if (brace === format.length) break;
      if (format[brace] === format[brace + 1]) {
        text += format.charAt(brace);
        index = brace + 2;
        continue;
      }
      const end = fieldEnd(format, brace);
      text += this.#field(format.slice(brace + 1, end), depth);
      index = end + 1;
    }
    return text;
  }

  #field(field: string, depth: number): string {
    spend(1);
    const [, name = '', conversion, rest] = /^((?:\[[^\]]*\]|[^!:[])*)(?:!([^:]*))?(?::(.*))?$/s.exec(field) ?? [];
    const value = this.#value(name);
    const spec = rest?.includes('{') === true ? this.text(rest, depth - 1) : (rest ?? '');
    return this.#formatField(convertedField(value, conversion), spec);
  }

  #value(name: string): Value {
    const [, first = '', path = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    let value = this.#argument(first);
    for (const [part, attribute, key = ''] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]|./gs)) {
      if (part.length === 1) throw valueFault(`'${name}' is no field of a format`);
      const found =
        attribute === undefined ? itemOf(value, /^\d+$/.test(key) ? BigInt(key) : key) : ownAttribute(value, attribute);
      value = found ?? new Undefined(`${name} of the format`).refuse();
    }
    return value;
  }

  #argument(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.#args.named.get(name);
      if (value === undefined) throw new PythonError('KeyError', `the format asks for ${reprOf(name)}, which it is not given`);
      return value;
    }
    const numbering = name === '' ? 'automatic' : 'manual';
    if (this.#numbering !== null && this.#numbering !== numbering)
      throw valueFault('cannot switch between manual field specification and automatic field numbering');
    this.#numbering = numbering;
    const position = name === '' ? this.#next++ : Number(name);
    const value = this.#args.positional[position];
    if (value === undefined)
      throw new PythonError('IndexError', `Replacement index ${position} out of range for positional args tuple`);
    return value;
  }
}

/** Data has no attributes but methods, which have no text: only a template's own objects do. */
function ownAttribute(value: Value, name: string): Value | undefined {
  if (value instanceof GroupTuple) return groupAttribute(value, name);
  return value instanceof TemplateObject ? value.attribute(name) : undefined;
}

function nextBrace(format: string, from: number): number {
  const offset = format.slice(from).search(/[{}]/);
  return offset < 0 ? format.length : from + offset;
}

/** Where the field that begins at `start` ends: at its own closing brace. */
function fieldEnd(format: string, start: number): number {
  if (format[start] === '}') throw valueFault("Single '}' encountered in format string");
  let depth = 0;
  for (let index = start; index < format.length; index += 1) {
    if (format[index] === '{') depth += 1;
    if (format[index] === '}' && (depth -= 1) === 0) return index;
  }
  throw valueFault("Single '{' encountered in format string");
}

function convertedField(value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === 's') return textOf(value);
  if (conversion === 'r') return reprOf(value);
  if (conversion === 'a') return asciiOf(value);
  throw valueFault(`Unknown conversion specifier ${conversion}`);
}
