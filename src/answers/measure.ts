import { type ExactNumber, isEqual, product, quotient, ratio } from './exact-number.ts';

/** A unit: how many base units of its dimension it is, as an exact fraction, and how it is written. */
type Entry = readonly [dimension: string, top: bigint, bottom: bigint, symbols: string, words: string];

/** Symbols are read exactly as written, words in any case and with or without an s. */
const UNITS: readonly Entry[] = [
  ['length', 1n, 1_000_000n, 'µm μm um', 'micrometer micrometre micron'],
  ['length', 1n, 1_000_000_000n, 'nm', 'nanometer nanometre'],
  ['length', 1n, 1000n, 'mm', 'millimeter millimetre'],
  ['length', 1n, 100n, 'cm', 'centimeter centimetre'],
  ['length', 1n, 10n, 'dm', 'decimeter decimetre'],
  ['length', 1n, 1n, 'm', 'meter metre'],
  ['length', 1000n, 1n, 'km', 'kilometer kilometre'],
  ['length', 254n, 10_000n, 'in ″', 'inch inches'],
  ['length', 3048n, 10_000n, 'ft ′', 'foot feet'],
  ['length', 9144n, 10_000n, 'yd', 'yard'],
  ['length', 1_609_344n, 1000n, 'mi', 'mile'],
  ['mass', 1n, 1_000_000n, 'mg', 'milligram milligramme'],
  ['mass', 1n, 1000n, 'g', 'gram gramme'],
  ['mass', 1n, 1n, 'kg kgs', 'kilogram kilogramme kilo'],
  ['mass', 1000n, 1n, 't', 'tonne'],
  ['mass', 45_359_237n, 1_600_000_000n, 'oz', 'ounce'],
  ['mass', 45_359_237n, 100_000_000n, 'lb lbs', 'pound'],
  ['mass', 90_718_474n, 100_000n, '', 'ton'],
  ['time', 1n, 1000n, 'ms', 'millisecond'],
  ['time', 1n, 1n, 's sec secs', 'second'],
  ['time', 60n, 1n, 'min mins', 'minute'],
  ['time', 3600n, 1n, 'h hr hrs', 'hour'],
  ['time', 86_400n, 1n, '', 'day'],
  ['time', 604_800n, 1n, 'wk wks', 'week'],
  ['months', 1n, 1n, 'mo', 'month'],
  ['months', 12n, 1n, 'yr yrs', 'year'],
  ['months', 120n, 1n, '', 'decade'],
  ['months', 1200n, 1n, '', 'century centuries'],
  ['dollars', 1n, 1n, '$ \\$ US$ USD', 'dollar buck'],
  ['cents', 1n, 1n, '¢ ct', 'cent'],
  ['euros', 1n, 1n, '€ EUR', 'euro'],
  ['pounds', 1n, 1n, '£ GBP', 'quid'],
  ['pounds', 1n, 100n, '', 'pence penny pennies'],
  ['yen', 1n, 1n, '¥ JPY', 'yen'],
  ['rupees', 1n, 1n, '₹ INR Rs', 'rupee'],
  ['volume', 1n, 1000n, 'ml mL', 'milliliter millilitre'],
  ['volume', 1n, 100n, 'cl cL', 'centiliter centilitre'],
  ['volume', 1n, 10n, 'dl dL', 'deciliter decilitre'],
  ['volume', 1n, 1n, 'l L', 'liter litre'],
  ['volume', 473_176_473n, 125_000_000n, 'gal', 'gallon'],
  ['volume', 473_176_473n, 500_000_000n, 'qt', 'quart'],
  ['volume', 473_176_473n, 1_000_000_000n, 'pt', 'pint'],
  ['volume', 473_176_473n, 2_000_000_000n, '', 'cup'],
  ['degrees', 1n, 1n, '° deg', 'degree'],
  ['radians', 1n, 1n, 'rad', 'radian'],
  ['celsius', 1n, 1n, '°C ℃', 'celsius'],
  ['fahrenheit', 1n, 1n, '°F ℉', 'fahrenheit'],
  ['frequency', 1n, 1n, 'Hz', 'hertz'],
  ['frequency', 1000n, 1n, 'kHz', 'kilohertz'],
  ['frequency', 1_000_000n, 1n, 'MHz', 'megahertz'],
  ['energy', 1n, 1n, 'J', 'joule'],
  ['energy', 1000n, 1n, 'kJ', 'kilojoule'],
  ['power', 1n, 1n, 'W', 'watt'],
  ['power', 1000n, 1n, 'kW', 'kilowatt'],
  ['force', 1n, 1n, 'N', 'newton'],
  ['pressure', 1n, 1n, 'Pa', 'pascal'],
  ['pressure', 1000n, 1n, 'kPa', 'kilopascal'],
  ['voltage', 1n, 1n, 'V', 'volt'],
  ['current', 1n, 1n, 'A', 'ampere amp'],
  ['resistance', 1n, 1n, 'Ω', 'ohm'],
  ['substance', 1n, 1n, 'mol', 'mole'],
];

/** What a number counts: the size of its unit in base units, and the dimensions. */
export interface Measure {
  readonly factor: ExactNumber;
  /** Dimension → power; `km/h` is `{ length: 1, time: -1 }`. A word that is not a known unit is a dimension of its own. */
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

/** Currencies with cents. */
export const CENTS_OF: readonly string[] = ['dollars', 'euros'];

/** The unit with this symbol or word; `undefined` if there is none. */
export function knownUnit(name: string): Measure | undefined {
  return BY_SYMBOL.get(name) ?? BY_WORD.get(name.toLowerCase());
}

export function measureOf(factor: ExactNumber, dimension: string): Measure {
  return { factor, dimensions: new Map([[dimension, 1]]) };
}

/** `a` times `b`, or `a` divided by `b` if `sign` is -1. */
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

/** Whether both measure the same thing, in any unit. */
export function sameDimensions(a: Measure, b: Measure): boolean {
  return (
    a.dimensions.size === b.dimensions.size && [...a.dimensions].every(([name, power]) => b.dimensions.get(name) === power)
  );
}

/** Whether both are the same unit. */
export function isSameUnit(a: Measure, b: Measure): boolean {
  return sameDimensions(a, b) && isEqual(a.factor, b.factor);
}
