import { spendReading, spendText } from '../work-limit.ts';
import { codePointLength } from './code-points.ts';
import { pythonFloat } from './python-float.ts';
import { BLANK, Dict, Markup, TemplateObject, Tuple, Undefined, type Value } from './value.ts';

/** What Python's `str()`, and so Jinja2, makes of a value: `True`, `None`, `['a', 1]`. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  return value === BLANK ? '' : reprOf(value);
}

/** What Python's `repr()` makes of a value: a text is quoted. */
export function reprOf(value: Value): string {
  const text = plainRepr(value);
  spendText(text.length);
  return text;
}

function plainRepr(value: Value): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return integerText(value);
  if (typeof value === 'number') return pythonFloat(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Markup) return `Markup(${quoted(value.text)})`;
  if (Array.isArray(value)) return `[${value.map(reprOf).join(', ')}]`;
  if (value instanceof Tuple) return tupleRepr(value);
  if (value instanceof Dict) {
    return `{${value
      .entries()
      .map(([key, member]) => `${reprOf(key)}: ${reprOf(member)}`)
      .join(', ')}}`;
  }
  if (value instanceof Undefined) return value.refuse();
  return value instanceof TemplateObject ? value.repr() : 'None';
}

function integerText(value: bigint): string {
  const text = value.toString();
  spendReading(text.length);
  return text;
}

function tupleRepr({ items }: Tuple): string {
  const text = items.map(reprOf).join(', ');
  return items.length === 1 ? `(${text},)` : `(${text})`;
}

// What Python does not print as it is: everything of Unicode's categories "other" and "separator", except the space.
const UNPRINTABLE = /[\p{C}\p{Z}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(UNPRINTABLE, (character) => (character === ' ' ? character : escapeOf(character)));
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

/** A character as an escape: `\n`, `\xa0`, `\u2028`, `\U0001f600`. */
export function escapeOf(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}

/** `len()` of a text or markup. */
export function textLength(text: string | Markup): number {
  const characters = typeof text === 'string' ? text : text.text;
  spendReading(characters.length);
  return codePointLength(characters);
}
