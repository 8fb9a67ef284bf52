import { decimal, type ExactNumber, negative, product, quotient, ratio, sum } from './exact-number.ts';
import { combined, knownUnit, type Measure, measureOf, NO_MEASURE, raised, sameDimensions } from './measure.ts';
import { matchAt, textAt } from './match-at.ts';
import { writtenNumber } from './written-number.ts';

const PREFIX =
  /([+-]|(?:[Mm]inus|[Nn]egative)\s(?=\\?[$\d.]))?\s?(US\$|\\?\$|€|£|¥|₹|(?:USD|EUR|GBP|JPY|INR|Rs\.?)(?=\s?[\d.+-]))?\s?([+-]?)\s?(?=[\d.½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞\\])/y;
const MAGNITUDE = /[ -]?(hundred|thousand|million|billion|trillion|dozen)s?(?!\p{L})/iuy;
const SHORT_MAGNITUDE = /([kKmMbB])n?(?!\p{L})/uy;
const PERCENT = /\s?(?:\\?%|(?:percents?|per cent|percentage points?|pct\.?)(?!\p{L}))/iuy;
const JOINT = /(?:,?\s?(?:and\s)?|-)(?=\d)/y;
const MAGNITUDES: Readonly<Record<string, number>> = {
  hundred: 2,
  thousand: 3,
  k: 3,
  million: 6,
  m: 6,
  billion: 9,
  b: 9,
  trillion: 12,
};
/** How many parts "2 hours 30 minutes 5 seconds" may have. */
const MOST_PARTS = 4;

const SPACE = /[ -]?/y;
const NAME = /US\$|\\\$|°[CF]?(?![\p{L}])|[$€£¥₹¢℃℉′″]|[\p{L}]{1,20}/uy;
const POWER = /(?:square|sq|cubic|cu)(?:\.[ -]?|[ -])/iy;
const RAISED = /([²³])|\s?\^\s?(?:\{([23])\}|([23]))/y;
/** `12 m3` */
const PLAIN_POWER = /[23](?!\.?[\p{L}\d])/uy;
const PER = /\s?\/\s?|\s(?:per|a|an|each)\s/y;
const NEXT_WORD = /\s?\p{L}/uy;
const ANY_WORD = /\p{L}{2,20}/uy;

/** A number as written, and what it counts. */
export interface Quantity {
  readonly value: ExactNumber;
  readonly measure: Measure;
  readonly isPercent: boolean;
  /** It counts dozens. */
  readonly isDozens: boolean;
  readonly form: 'decimal' | 'fraction';
  readonly places: number;
  readonly significant: number;
  /** It goes on: `0.333…`. */
  readonly isCut: boolean;
  /** Where the text after it begins. */
  readonly end: number;
}

/** The quantity that begins at `at`, with sign, currency, percent sign and known unit; `null` if none begins there. */
export function quantityAt(text: string, at: number): Quantity | null {
  const prefix = matchAt(PREFIX, text, at);
  if (prefix === null) return null;
  const [whole, signBefore = '', currency = '', signAfter = ''] = prefix;
  const number = writtenNumber(text, at + whole.length);
  if (number === null || (signBefore !== '' && signAfter !== '')) return null;
  const isNegative = /^[-mn]/i.test(signBefore) || signAfter === '-';
  const value = isNegative ? negative(number.value) : number.value;
  return withSuffix(text, { ...number, value, measure: currencyMeasure(currency), isPercent: false, isDozens: false });
}

/** The quantity with what follows its number: million, %, km, per day, and the smaller units of "2 hours 30 minutes". */
export function withSuffix(text: string, number: Quantity): Quantity {
  const scaled = withMagnitude(text, number);
  const percent = matchAt(PERCENT, text, scaled.end)?.[0];
  if (percent !== undefined) return { ...scaled, isPercent: true, end: scaled.end + percent.length };
  if (scaled.measure !== NO_MEASURE) {
    const unit = /^(?:US)?\$|^USD/.test(text.slice(scaled.end).slice(0, 3)) ? null : unitPhrase(text, scaled.end);
    if (unit !== null && sameDimensions(unit.measure, scaled.measure)) return { ...scaled, end: unit.end };
    return { ...scaled, ...perPhrase(text, scaled) };
  }
  const unit = unitPhrase(text, scaled.end);
  return unit === null ? scaled : withSmallerUnits(text, { ...scaled, ...unit });
}

function withMagnitude(text: string, number: Quantity): Quantity {
  const match =
    matchAt(MAGNITUDE, text, number.end) ?? (number.measure === NO_MEASURE ? null : matchAt(SHORT_MAGNITUDE, text, number.end));
  if (match === null) return number;
  const name = (match[1] ?? '').toLowerCase();
  const end = number.end + match[0].length;
  if (name === 'dozen') return { ...number, isDozens: true, end };
  const times = decimal('1', MAGNITUDES[name] ?? 0);
  const value = product(number.value, times);
  if (value === null) return number;
  return { ...number, value, places: 0, end };
}

/** `6 feet 2 inches`, `5 dollars and 20 cents`: units of one dimension, each smaller than the one before. */
function withSmallerUnits(text: string, first: Quantity): Quantity {
  let total = first;
  let last = first.measure;
  for (let part = 1; part < MOST_PARTS; part++) {
    const joint = matchAt(JOINT, text, total.end)?.[0];
    const number = joint === undefined ? null : writtenNumber(text, total.end + joint.length);
    const unit = number === null ? null : unitPhrase(text, number.end);
    if (number === null || unit === null || first.value.kind === 'huge') break;
    const share = shareOf(unit.measure, last);
    const inFirst = shareOf(unit.measure, first.measure);
    const amount = inFirst === null ? null : product(number.value, inFirst);
    if (share?.kind !== 'ratio' || share.top >= share.bottom || amount === null) break;
    const isNegative = first.value.top < 0n;
    const value = sum(total.value, isNegative ? negative(amount) : amount);
    if (value === null) break;
    total = { ...total, value, end: unit.end };
    last = unit.measure;
  }
  return total;
}

/** How much of `whole` one `part` is; `null` if they measure different things. */
function shareOf(part: Measure, whole: Measure): ExactNumber | null {
  const isCentOfDollar = part.dimensions.has('cents') && whole.dimensions.has('dollars');
  const isCentOfEuro = part.dimensions.has('cents') && whole.dimensions.has('euros');
  if (isCentOfDollar || isCentOfEuro) return ratio(1n, 100n);
  return sameDimensions(part, whole) ? quotient(part.factor, whole.factor) : null;
}

function currencyMeasure(sign: string): Measure {
  return sign === '' ? NO_MEASURE : (knownUnit(sign.replace(/\.$/, '')) ?? NO_MEASURE);
}

/** A unit, and where the text after it begins. */
export interface UnitPhrase {
  readonly measure: Measure;
  readonly end: number;
}

/** The unit that begins at `at`: `km`, `square feet`, `cm^2`, `miles per hour`, `dollars per egg`; `null` if none begins there. */
export function unitPhrase(text: string, at: number): UnitPhrase | null {
  const first = singleUnit(text, at + (textAt(SPACE, text, at)?.length ?? 0));
  return first === null ? null : perPhrase(text, first);
}

/** The unit with a following `per hour`, `/h` or `a day`; unchanged without one. */
function perPhrase(text: string, phrase: UnitPhrase): UnitPhrase {
  const per = textAt(PER, text, phrase.end);
  if (per === null) return phrase;
  const at = phrase.end + per.length;
  const below = singleUnit(text, at) ?? (per.includes('per') ? anyWord(text, at) : null);
  return below === null ? phrase : { measure: combined(phrase.measure, below.measure, -1), end: below.end };
}

function singleUnit(text: string, at: number): UnitPhrase | null {
  const power = textAt(POWER, text, at) ?? '';
  const name = textAt(NAME, text, at + power.length);
  const measure = name === null ? undefined : knownUnit(name);
  if (name === null || measure === undefined) return null;
  const end = at + power.length + name.length;
  // "18 in total" has no inches.
  if (name === 'in' && textAt(NEXT_WORD, text, end) !== null) return null;
  if (power !== '') return { measure: raised(measure, power.toLowerCase().startsWith('c') ? 3 : 2), end };
  const suffix = textAt(RAISED, text, end) ?? (isLength(measure) ? textAt(PLAIN_POWER, text, end) : null);
  if (suffix === null) return { measure, end };
  return { measure: raised(measure, /[3³]/.test(suffix) ? 3 : 2), end: end + suffix.length };
}

function isLength({ dimensions }: Measure): boolean {
  return dimensions.size === 1 && dimensions.get('length') === 1;
}

function anyWord(text: string, at: number): UnitPhrase | null {
  const word = textAt(ANY_WORD, text, at);
  return word === null ? null : { measure: measureOf(ratio(1n), singular(word)), end: at + word.length };
}

/** A noun in lower case, without the s of a plural. */
export function singular(noun: string): string {
  const lower = noun.toLowerCase();
  if (lower.endsWith('ies') && lower.length > 4) return `${lower.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(lower)) return lower.slice(0, -2);
  return lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower;
}
