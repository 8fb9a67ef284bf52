import { combined, knownUnit, type Measure, measureOf, raised } from './measure.ts';
import { ratio } from './exact-number.ts';

const SPACE = /[ -]?/y;
const NAME = /US\$|\\\$|°[CF]?(?![\p{L}])|[$€£¥₹¢℃℉′″]|[\p{L}]{1,20}/uy;
const POWER = /(?:square|sq|cubic|cu)(?:\.[ -]?|[ -])/iy;
const RAISED = /([²³])|\s?\^\s?(?:\{([23])\}|([23]))/y;
/** `12 m3` */
const PLAIN_POWER = /[23](?!\.?[\p{L}\d])/uy;
const PER = /\s?\/\s?|\s(?:per|a|an|each)\s/y;
const NEXT_WORD = /\s?\p{L}/uy;
const ANY_WORD = /\p{L}{2,20}/uy;

/** A unit and where the text goes on behind it. */
export interface UnitPhrase {
  readonly measure: Measure;
  readonly end: number;
}

/** The unit that begins at `at`: `km`, `square feet`, `cm^2`, `miles per hour`, `dollars per egg`; `null` where none does. */
export function unitPhrase(text: string, at: number): UnitPhrase | null {
  const first = singleUnit(text, at + (matchAt(SPACE, text, at)?.length ?? 0));
  return first === null ? null : perPhrase(text, first);
}

/** What goes on with `per hour`, `/h` or `a day`; the unit itself where nothing does. */
export function perPhrase(text: string, phrase: UnitPhrase): UnitPhrase {
  const per = matchAt(PER, text, phrase.end);
  if (per === null) return phrase;
  const at = phrase.end + per.length;
  const below = singleUnit(text, at) ?? (per.includes('per') ? anyWord(text, at) : null);
  return below === null ? phrase : { measure: combined(phrase.measure, below.measure, -1), end: below.end };
}

function singleUnit(text: string, at: number): UnitPhrase | null {
  const power = matchAt(POWER, text, at) ?? '';
  const name = matchAt(NAME, text, at + power.length);
  const measure = name === null ? undefined : knownUnit(name);
  if (name === null || measure === undefined) return null;
  const end = at + power.length + name.length;
  // «18 in total» has no inches.
  if (name === 'in' && matchAt(NEXT_WORD, text, end) !== null) return null;
  if (power !== '') return { measure: raised(measure, power.toLowerCase().startsWith('c') ? 3 : 2), end };
  const behind = matchAt(RAISED, text, end) ?? (isLength(measure) ? matchAt(PLAIN_POWER, text, end) : null);
  if (behind === null) return { measure, end };
  return { measure: raised(measure, /[3³]/.test(behind) ? 3 : 2), end: end + behind.length };
}

function isLength({ dimensions }: Measure): boolean {
  return dimensions.size === 1 && dimensions.get('length') === 1;
}

function anyWord(text: string, at: number): UnitPhrase | null {
  const word = matchAt(ANY_WORD, text, at);
  return word === null ? null : { measure: measureOf(ratio(1n), singular(word)), end: at + word.length };
}

/** A noun without its plural s, in lower case. */
export function singular(noun: string): string {
  const lower = noun.toLowerCase();
  if (lower.endsWith('ies') && lower.length > 4) return `${lower.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(lower)) return lower.slice(0, -2);
  return lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
