import { spend, spendReading, spendText } from '../work-limit.ts';
import { NAMED_ENTITIES } from './html-entities.ts';
import { textOf } from './python-text.ts';
import { Markup, type Value } from './value.ts';
import { wordsOf } from './white-space.ts';

/** A text safe for HTML; markup is already. */
export function escaped(value: Value): Markup {
  if (value instanceof Markup) return value;
  return new Markup(escapedText(textOf(value)));
}

export function escapedText(text: string): string {
  spendReading(text.length * 4);
  const result = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');
  spendText(result.length);
  return result;
}

/** Entities and character references turned back into what they mean, as `html.unescape` for those that end in a semicolon. */
export function unescaped(text: string): string {
  return text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});/g, (written: string, name: string) => {
    if (!name.startsWith('#')) return NAMED_ENTITIES.get(name) ?? written;
    const code = Number(/^#x/i.test(name) ? `0x${name.slice(2)}` : name.slice(1));
    return isCharacter(code) ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** A text without comments and tags, its white space collapsed and its entities read. */
export function withoutTags(text: string): string {
  return unescaped(wordsOf(without(without(text, '<!--', '-->'), '<', '>')).join(' '));
}

/** Takes away all that stands from one mark to the other, once and again where that makes new marks meet. */
function without(text: string, open: string, close: string): string {
  let rest = text;
  for (let start = rest.indexOf(open); start >= 0; start = rest.indexOf(open)) {
    const end = rest.indexOf(close, start);
    if (end < 0) break;
    spend(1 + rest.length / 256);
    rest = rest.slice(0, start) + rest.slice(end + close.length);
  }
  return rest;
}

function isCharacter(code: number): boolean {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}
