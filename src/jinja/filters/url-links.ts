import { textArgument } from '../methods/text-argument.ts';
import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { codePointLength, codePointSlice } from '../values/code-points.ts';
import { escaped, escapedText } from '../values/html-text.ts';
import { iterate } from '../values/iteration.ts';
import { valueFault } from '../values/python-error.ts';
import { reprOf } from '../values/python-text.ts';
import type { Value } from '../values/value.ts';
import { SPACE_CLASS, wordsOf } from '../values/white-space.ts';
import { spend } from '../work-limit.ts';
import { countOr, flagOf, given, textOr } from './filter-arguments.ts';

const W = String.raw`[\p{L}\p{N}_]`;
const W_PERCENT = String.raw`[\p{L}\p{N}_%\-]`;

// As Jinja2 has it: a scheme or www and a domain, a domain of a well-known kind, or a scheme and an address in numbers.
const HTTP = new RegExp(
  String.raw`^(?:(?:https?://|www\.)(?:(?:${W_PERCENT}+\.)+)?(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})` +
    String.raw`|(?:${W_PERCENT}{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)` +
    String.raw`|https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))` +
    String.raw`(?::\d{1,5})?(?:[/?#][^${SPACE_CLASS}]*)?$`,
  'iu',
);

const EMAIL = new RegExp(String.raw`^[^${SPACE_CLASS}]+@${W}[\p{L}\p{N}_.\-]*\.${W}+$`, 'u');

const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

/** The longest word that is looked at as an address. */
const LONGEST_ADDRESS = 10_000;

interface LinkOptions {
  readonly limit: number;
  /** `rel` and `target`, as attributes. */
  readonly attributes: string;
  readonly schemes: readonly string[];
}

/** The filter `urlize`. */
export const LINK_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  filter('urlize', 'trim_url_limit? nofollow? target? rel? extra_schemes?', (value, limit, nofollow, target, rel, schemes) => {
    return linked(escaped(value).text, {
      limit: countOr(given(limit), Infinity, 'the trim_url_limit'),
      attributes: attributesOf(flagOf(nofollow), textOr(given(rel), '', 'rel'), given(target)),
      schemes: schemesOf(given(schemes)),
    });
  }),
]);

function attributesOf(nofollow: boolean, rel: string, target: Value | undefined): string {
  const parts = new Set([...wordsOf(rel), ...(nofollow ? ['nofollow'] : []), 'noopener']);
  const targetText = target === undefined ? '' : textArgument(target, 'the target');
  const targetAttribute = targetText === '' ? '' : ` target="${escapedText(targetText)}"`;
  return ` rel="${escapedText([...parts].sort().join(' '))}"${targetAttribute}`;
}

function schemesOf(value: Value | undefined): string[] {
  if (value === undefined) return [];
  return Array.from(iterate(value), (item) => {
    const scheme = textArgument(item, 'a scheme');
    if (!/^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u.test(scheme))
      throw valueFault(`${reprOf(scheme)} is not a valid URI scheme prefix.`);
    return scheme;
  });
}

/** An escaped text with its addresses as links. */
function linked(text: string, options: LinkOptions): string {
  return text
    .split(new RegExp(`([${SPACE_CLASS}]+)`))
    .map((word) => linkedWord(word, options))
    .join('');
}

function linkedWord(word: string, options: LinkOptions): string {
  spend(1 + word.length / 16);
  if (word.length > LONGEST_ADDRESS) return word;
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  const rest = word.slice(head.length);
  const end = rest.slice(tailStart(rest));
  const { middle, tail } = balanced(rest.slice(0, rest.length - end.length), end);
  return head + link(middle, options) + tail;
}

/** Where the brackets and punctuation at the end of a word begin. */
function tailStart(word: string): number {
  let start = word.length;
  for (;;) {
    if (')>.,\n'.includes(word.charAt(start - 1)) && start > 0) start -= 1;
    else if (word.endsWith('&gt;', start)) start -= 4;
    else return start;
  }
}

/** Gives brackets that an address opens their closing ones back. */
function balanced(start: string, end: string): { readonly middle: string; readonly tail: string } {
  let [middle, tail] = [start, end];
  for (const [open, close] of PAIRS) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let left = Math.min(opened, count(tail, close)); left > 0; left -= 1) {
      const index = tail.indexOf(close) + close.length;
      middle += tail.slice(0, index);
      tail = tail.slice(index);
    }
  }
  return { middle, tail };
}

function link(address: string, { limit, attributes, schemes }: LinkOptions): string {
  if (HTTP.test(address)) {
    const href = /^https?:\/\//.test(address) ? address : `https://${address}`;
    return `<a href="${href}"${attributes}>${shown(address, limit)}</a>`;
  }
  if (address.startsWith('mailto:') && EMAIL.test(address.slice(7))) return `<a href="${address}">${address.slice(7)}</a>`;
  if (isEmail(address)) return `<a href="mailto:${address}">${address}</a>`;
  return schemes
    .filter((scheme) => address !== scheme && address.startsWith(scheme))
    .reduce((text) => `<a href="${text}"${attributes}>${text}</a>`, address);
}

function isEmail(address: string): boolean {
  return address.includes('@') && !/^(?:www\.|@)/.test(address) && !address.includes(':') && EMAIL.test(address);
}

function shown(address: string, limit: number): string {
  return codePointLength(address) > limit ? `${codePointSlice(address, 0, limit)}...` : address;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
