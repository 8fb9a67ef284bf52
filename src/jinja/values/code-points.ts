/** Texts as Python counts them: by code point. A lone surrogate counts as one. */

const SURROGATE = /[\ud800-\udfff]/;

export function codePointLength(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = 0;
  for (let index = 0; index < text.length; index += isPairAt(text, index) ? 2 : 1) length += 1;
  return length;
}

export function codePoints(text: string): string[] {
  return SURROGATE.test(text) ? Array.from(text) : text.split('');
}

/** The code points from `start` up to `end`, which are not negative. */
export function codePointSlice(text: string, start: number, end?: number): string {
  if (!SURROGATE.test(text)) return text.slice(start, end);
  const from = unitIndex(text, 0, start);
  return text.slice(from, end === undefined ? undefined : unitIndex(text, from, end - start));
}

/** The character at a position, counted from the end where it is negative; `undefined` where there is none. */
export function codePointAt(text: string, position: number): string | undefined {
  if (!SURROGATE.test(text)) return text.at(position);
  const index = position < 0 ? position + codePointLength(text) : position;
  return index < 0 ? undefined : codePointSlice(text, index, index + 1) || undefined;
}

/** How many code points stand before a UTF-16 index. */
export function codePointIndex(text: string, index: number): number {
  return index <= 0 ? index : codePointLength(text.slice(0, index));
}

/** The UTF-16 index of a code point, counted from an index on; the end of the text where there is none. */
function unitIndex(text: string, from: number, count: number): number {
  let index = from;
  for (let left = count; left > 0 && index < text.length; left -= 1) index += isPairAt(text, index) ? 2 : 1;
  return index;
}

function isPairAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const next = text.charCodeAt(index + 1);
  return unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;
}

/** Negative, zero or positive, as the first text is before, equal to or after the other. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  const at = left.findIndex((point, index) => point !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}
