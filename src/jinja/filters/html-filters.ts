import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { escaped, escapedText, withoutTags } from '../values/html-text.ts';
import { isIterable, iterate, listOf } from '../values/iteration.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { reprOf, textOf } from '../values/python-text.ts';
import { Dict, Markup, NONE, typeName, Undefined, type Value } from '../values/value.ts';
import { spendText } from '../work-limit.ts';
import { flagOf } from './filter-arguments.ts';

/** Filters for HTML and addresses. */
export const HTML_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  filter('escape', '', escaped),
  filter('e', '', escaped),
  filter('forceescape', '', (value) => new Markup(escapedText(textOf(value)))),
  filter('safe', '', (value) => new Markup(textOf(value))),
  filter('striptags', '', (value) => withoutTags(textOf(value))),
  filter('urlencode', '', urlEncoded),
  filter('xmlattr', 'autospace?', (value, autospace) => attributes(value, flagOf(autospace, true))),
]);

function urlEncoded(value: Value): string {
  if (value instanceof Undefined) return value.refuse();
  if (typeof value === 'string' || value instanceof Markup || !isIterable(value)) return quoted(textOf(value));
  const pairs = value instanceof Dict ? value.entries() : Array.from(iterate(value), pairOf);
  return pairs.map(([key, member]) => `${queryPart(key)}=${queryPart(member)}`).join('&');
}

function pairOf(value: Value): readonly [Value, Value] {
  const [key, member, ...rest] = listOf(value);
  if (key === undefined || member === undefined || rest.length > 0)
    throw valueFault(`${reprOf(value)} is no pair of a name and a value`);
  return [key, member];
}

function queryPart(value: Value): string {
  return quoted(textOf(value)).replaceAll('/', '%2F').replaceAll('%20', '+');
}

/** As Python's `quote`: all but letters, digits and `_.-~/` as UTF-8 bytes. */
function quoted(text: string): string {
  spendText(text.length * 3);
  if (!text.isWellFormed()) throw valueFault('a text with half a surrogate pair can not be encoded');
  const encoded = encodeURIComponent(text).replaceAll('%2F', '/');
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function attributes(value: Value, isSpaced: boolean): string {
  if (value instanceof Undefined) return value.refuse();
  if (!(value instanceof Dict)) throw typeFault(`"xmlattr" takes a dict, not a ${typeName(value)}`);
  const parts = value
    .entries()
    .filter(([, member]) => member !== NONE && !(member instanceof Undefined))
    .map(([key, member]) => `${attributeName(key)}="${escaped(member).text}"`);
  const text = parts.join(' ');
  return isSpaced && text !== '' ? ` ${text}` : text;
}

function attributeName(key: Value): string {
  const name = textOf(key);
  if (/[ \t\n\r\f\v/>=]/.test(name)) throw valueFault(`Invalid character in attribute name: ${reprOf(name)}`);
  return escapedText(name);
}
