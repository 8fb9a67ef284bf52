import { Dict, NONE, type Value } from './value.ts';

/** A number that keeps how it was written: `text` is how JSON has it. */
interface WrittenNumber {
  readonly text: string;
  valueOf(): number;
}

/**
 * JSON data, or what writes itself as JSON, as a value of templates: a copy of its own. A number is an integer where it has no fraction;
 * one that keeps how it was written is what Python reads there. `undefined` for what is no JSON: a function, a symbol.
 */
export function valueFromJson(data: unknown): Value | undefined {
  if (data === null) return NONE;
  if (typeof data === 'number') return Number.isInteger(data) && !Object.is(data, -0) ? BigInt(data) : data;
  if (typeof data === 'string' || typeof data === 'boolean' || typeof data === 'bigint') return data;
  if (typeof data !== 'object') return undefined;
  if (Array.isArray(data)) return data.map((item) => valueFromJson(item) ?? NONE);
  if (isWrittenNumber(data)) return writtenValue(data.text);
  const { toJSON: writes } = data as { readonly toJSON?: unknown };
  return typeof writes === 'function' ? valueFromJson((data as { toJSON(): unknown }).toJSON()) : dictOf(data);
}

function dictOf(data: object): Dict {
  const dict = new Dict();
  for (const [key, member] of Object.entries(data)) {
    const value = valueFromJson(member);
    if (value !== undefined) dict.set(key, value);
  }
  return dict;
}

/** Plain data with a key `text` is its own value, and no number. */
function isWrittenNumber(data: object): data is WrittenNumber {
  return typeof (data as Partial<WrittenNumber>).text === 'string' && typeof data.valueOf() === 'number';
}

function writtenValue(text: string): Value {
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}
