/** What Python's `str.split()` splits at, which is not what `\s` matches in JavaScript. */
// eslint-disable-next-line no-control-regex -- the separators of ASCII are white space to Python
const WHITESPACE = /[\p{White_Space}\x1c-\x1f]+/u;

/** The words of a text as Python's `str.split()` gives them. */
export function words(text: string): readonly string[] {
  return text.split(WHITESPACE).filter((word) => word !== '');
}

/** A text without the white space at its end, as Python's `str.rstrip()` gives it. */
export function withoutEndSpace(text: string): string {
  let end = text.length;
  while (end > 0 && WHITESPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** How often each run of `order` neighbours occurs. */
export function ngrams(pieces: readonly string[], order: number, separator: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= pieces.length; at += 1) {
    const gram = pieces.slice(at, at + order).join(separator);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams there are, repeated ones each time. */
export function total(grams: ReadonlyMap<string, number>): number {
  return Array.from(grams.values()).reduce((sum, count) => sum + count, 0);
}

/** How many n-grams both have: each as often as in the one that has it less often. */
export function inCommon(grams: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): number {
  return Array.from(grams, ([gram, count]) => Math.min(count, others.get(gram) ?? 0)).reduce((sum, count) => sum + count, 0);
}

/** Precision, recall and their harmonic mean, 0 where nothing is shared. */
export interface Overlap {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** How much of `given` and of `expected` the `shared` pieces are. */
export function overlap(shared: number, given: number, expected: number): Overlap {
  const precision = shared / Math.max(given, 1);
  const recall = shared / Math.max(expected, 1);
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
