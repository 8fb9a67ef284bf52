import { equationValue } from './formula-value.ts';
import { NO_MEASURE } from './measure.ts';
import { numberInWords } from './number-words.ts';
import { bareAnswer, plainText } from './plain-text.ts';
import { type Quantity, quantityAt, singular, withSuffix } from './quantity.ts';

/** A text that is one quantity and nothing else. */
export interface WholeQuantity extends Quantity {
  /** The nouns after it that are not a known unit: what is counted, in the singular. */
  readonly nouns: readonly string[];
  /** The x of `x = 5`; `null` without a name. */
  readonly name: string | null;
}

const ABOUT = /^(?:(?:about|approximately|approx\.?|around|roughly|nearly|exactly|only)\s|[≈~=]|\\approx)\s{0,3}/i;
const SEVERAL = /[,;]|\b(?:or|and)\b/;
const LATEX_TEXT = /\\(?:text|textrm|mathrm|mbox|textbf)\s?\{([^{}]{0,200})\}/g;
/** `\$5\text{k}` */
const LATEX_MAGNITUDE = /(?<=\d)\\(?:text|mathrm)\s?\{\s?([kKmMbB]n?)\s?\}/g;
const LONGEST_UNIT = 60;
const NOUNS = /^[ -]\p{L}{2,40}(?:[ -]\p{L}{1,40}){0,7}$/u;
const NAME = /^(\p{L})\s?=/u;
const HALF_OF_DAY = /^ [ap]\.?m$/i;
const JOINING = /\b(?:and|or|to|minus|plus|times)\b/i;
const FILLERS = new Set(
  'a all altogether an are at away by each every for from in is it left less long more of old on only overall per remaining tall that the there total was were wide'.split(
    ' ',
  ),
);

/**
 * Reads an answer that is a single number: `$1,234.50`, `x = 5`, `50\%`, `\frac{1}{2}`, `twelve`, `18 duck eggs`. `null` for
 * anything else: several numbers, ranges, dates, expressions, prose.
 */
export function wholeQuantity(text: string): WholeQuantity | null {
  const whole = withoutLatexWords(bareAnswer(plainText(text)));
  const bare = lastOfChain(whole);
  const quantity = quantityAt(bare, 0) ?? quantityInWords(bare);
  if (quantity === null) return null;
  const nouns = nounsIn(bare.slice(quantity.end).replace(/[?.]$/, ''));
  return nouns === null ? null : { ...quantity, nouns, name: NAME.exec(whole)?.[1] ?? null };
}

/** A number with the unit, `percent` or `million` that stands after it: `3` before ` million people` is `3 million`; any other text as it is. */
export function withUnitAfter(number: string, rest: string): string {
  if (!/^\s[\p{L}%]/u.test(rest) || quantityAt(number, 0)?.end !== number.length) return number;
  const joined = number + rest.slice(0, LONGEST_UNIT);
  return joined.slice(0, quantityAt(joined, 0)?.end);
}

/** What is counted, in the singular; `null` if the text is more than nouns. */
function nounsIn(text: string): readonly string[] | null {
  if (text.trim() === '') return [];
  if (text.length > 200 || !NOUNS.test(text) || JOINING.test(text) || HALF_OF_DAY.test(text)) return null;
  const nouns = text.split(/[ -]/).filter((word) => word.length > 1 && !FILLERS.has(word.toLowerCase()));
  return nouns.map(singular);
}

/** The last part of `x = 5` or of `m + n = 256 + 37 = 293`; `2x = 5` is no number. */
function lastOfChain(text: string): string {
  const chain = /[≈=]|\\approx/.test(text) ? text.replace(/≈|\\approx(?![A-Za-z])/g, '=') : text;
  const equals = chain.lastIndexOf('=');
  const isChain = equals > 0 && !SEVERAL.test(chain.slice(0, equals).replace(/(?<=\d),(?=\d{3})/g, ''));
  const last = bareAnswer((isChain ? equationValue(chain) : null) ?? text);
  const unrounded = last.slice(ABOUT.exec(last)?.[0].length ?? 0);
  const isEnclosed = /^\([^(),]*\)$|^\[[^[\],]*\]$/.test(unrounded);
  return bareAnswer(isEnclosed ? unrounded.slice(1, -1) : unrounded);
}

function withoutLatexWords(text: string): string {
  if (!text.includes('\\') && !text.includes('^')) return text;
  return text
    .replace(LATEX_MAGNITUDE, '$1')
    .replace(LATEX_TEXT, ' $1 ')
    .replace(/\\(?:left|right|displaystyle)(?!\p{L})/gu, '')
    .replace(/\^\s?(?:\{\s?\\circ\s?\}|\\circ)|\\degree|\\circ/g, '°')
    .replace(/° (?=[CF]$)/g, '°')
    .replaceAll('\\%', '%')
    .replaceAll('\\$', '$')
    .replace(/\\q?quad/g, ' ')
    .replace(/ {1,10}/g, ' ')
    .trim();
}

function quantityInWords(text: string): Quantity | null {
  const number = numberInWords(text);
  if (number === null) return null;
  return withSuffix(text, {
    ...number,
    measure: NO_MEASURE,
    isPercent: false,
    isDozens: false,
    form: 'decimal',
    places: 0,
    significant: 0,
    isCut: false,
  });
}
