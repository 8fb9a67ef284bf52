import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { sortedBy } from '../values/comparison.ts';
import { countOf } from '../values/numbers.ts';
import { typeFault } from '../values/python-error.ts';
import { pythonFloat } from '../values/python-float.ts';
import { Dict, Markup, NONE, Tuple, typeName, Undefined, type Value } from '../values/value.ts';
import { spendText } from '../work-limit.ts';

interface JsonStyle {
  /** What a level is moved by; `undefined` for all in one line. */
  readonly indent: string | undefined;
  readonly isAscii: boolean;
  readonly isSorted: boolean;
}

/** `tojson` as Jinja2 has it, for HTML; `json`, of our own, for models: no escapes, keys in their order. */
export const JSON_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  filter('tojson', 'indent?', (value, indent) => {
    const text = jsonText(value, { indent: indentOf(indent), isAscii: true, isSorted: true }, '\n');
    return new Markup(text.replace(/[<>&']/g, unicodeEscape));
  }),
  filter('json', 'indent?', (value, indent) => {
    return jsonText(value, { indent: indentOf(indent), isAscii: false, isSorted: false }, '\n');
  }),
]);

function indentOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === NONE) return undefined;
  if (typeof value === 'string') return value;
  const width = Math.max(0, countOf(value, 'the indent'));
  spendText(width);
  return ' '.repeat(width);
}

/** `newline` is what begins a line on this level. */
function jsonText(value: Value, style: JsonStyle, newline: string): string {
  if (value === NONE) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return quoted(value, style);
  if (value instanceof Markup) return quoted(value.text, style);
  if (value instanceof Undefined) return value.refuse();
  if (value instanceof Dict) return container('{', dictParts(value, style, newline), '}', style, newline);
  if (!Array.isArray(value) && !(value instanceof Tuple))
    throw typeFault(`Object of type ${typeName(value)} is not JSON serializable`);
  const items = Array.isArray(value) ? value : value.items;
  const inner = newline + (style.indent ?? '');
  return container(
    '[',
    items.map((item) => jsonText(item, style, inner)),
    ']',
    style,
    newline,
  );
}

function dictParts(dict: Dict, style: JsonStyle, newline: string): string[] {
  const entries = style.isSorted ? sortedBy(dict.entries(), ([key]) => key) : dict.entries();
  const inner = newline + (style.indent ?? '');
  return entries.map(([key, member]) => `${quoted(keyText(key), style)}: ${jsonText(member, style, inner)}`);
}

function container(open: string, parts: readonly string[], close: string, { indent }: JsonStyle, newline: string): string {
  if (parts.length === 0) return open + close;
  const between = indent === undefined ? ', ' : `,${newline}${indent}`;
  spendText(parts.reduce((length, part) => length + part.length + between.length, 0));
  const text = parts.join(between);
  return indent === undefined ? open + text + close : open + newline + indent + text + newline + close;
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key instanceof Markup) return key.text;
  if (key === NONE) return 'null';
  if (typeof key === 'number') return numberText(key);
  if (typeof key === 'boolean' || typeof key === 'bigint') return String(key);
  throw typeFault(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return pythonFloat(value);
}

function quoted(text: string, { isAscii }: JsonStyle): string {
  const json = JSON.stringify(text);
  return isAscii ? json.replace(/[\u007f-\uffff]/g, (unit) => (unit === '\u007f' ? unit : unicodeEscape(unit))) : json;
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
