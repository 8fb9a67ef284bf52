import { type ExactNumber, product, quotient, ratio } from './exact-number.ts';
import { UNITS } from './units.ts';

/** What a number counts: how many base units one is, and of which dimensions. */
export interface Measure {
  readonly factor: ExactNumber;
  /** Dimension → power; `km/h` is `{ length: 1, time: -1 }`. A word that is no known unit is a dimension of its own. */
  readonly dimensions: ReadonlyMap<string, number>;
}

export const NO_MEASURE: Measure = { factor: ratio(1n), dimensions: new Map() };

const BY_SYMBOL = new Map<string, Measure>();
const BY_WORD = new Map<string, Measure>();
for (const [dimension, top, bottom, symbols, words] of UNITS) {
  const measure = measureOf(ratio(top, bottom), dimension);
  for (const symbol of symbols.split(' ').filter(Boolean)) BY_SYMBOL.set(symbol, measure);
  for (const word of words.split(' ').filter(Boolean)) BY_WORD.set(word, measure).set(`${word}s`, measure);
}

for (const [symbol, way, time] of [
  ['mph', 'mile', 'hour'],
  ['kmh', 'km', 'hour'],
  ['kph', 'km', 'hour'],
] as const)
  BY_SYMBOL.set(symbol, combined(knownUnit(way) ?? NO_MEASURE, knownUnit(time) ?? NO_MEASURE, -1));

/** A cent is money: the hundredth of whatever has cents on the other side. */
export const CENTS_OF: readonly string[] = ['dollars', 'euros'];

/** The unit of this symbol or word; `undefined` where it is none. */
export function knownUnit(name: string): Measure | undefined {
  return BY_SYMBOL.get(name) ?? BY_WORD.get(name.toLowerCase());
}

export function measureOf(factor: ExactNumber, dimension: string): Measure {
  return { factor, dimensions: new Map([[dimension, 1]]) };
}

/** `a` times `b` to the power of `sign`. */
export function combined(a: Measure, b: Measure, sign: 1 | -1): Measure {
  const factor = sign === 1 ? product(a.factor, b.factor) : quotient(a.factor, b.factor);
  const dimensions = new Map(a.dimensions);
  for (const [name, power] of b.dimensions) {
    const total = (dimensions.get(name) ?? 0) + sign * power;
    if (total === 0) dimensions.delete(name);
    else dimensions.set(name, total);
  }
  return { factor: factor ?? a.factor, dimensions };
}

/** A unit to a small power: `cm²`. */
export function raised(a: Measure, power: number): Measure {
  let result = a;
  for (let times = 1; times < power; times++) result = combined(result, a, 1);
  return result;
}
