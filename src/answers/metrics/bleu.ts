import type { ProgrammaticMetric } from '../../evaluation/metric.ts';
import { range } from '../../evaluation/scale.ts';
import { shownScore, textMetric, type TextMetricOptions } from './text-metric.ts';
import { inCommon, ngrams, total, withoutEndSpace, words } from './text-pieces.ts';

export interface BleuOptions extends TextMetricOptions {
  /** Whether case does not count. Default false. */
  readonly lowercase?: boolean;
}

/** The longest n-grams that count. */
const ORDERS = [1, 2, 3, 4];

/**
 * A metric: sentence BLEU (Papineni et al. 2002), from 0 to 100, as `sentence_bleu` of sacrebleu 2 gives it:
 * `nrefs:N|case:mixed|eff:yes|tok:13a|smooth:exp`. An output has the n-grams of all references to match, each as often as one reference has it, and its
 * length is measured by the reference that is nearest in length.
 *
 * @example export const bleu_score = bleu({ references: (reference) => reference.translations });
 */
export function bleu(options: BleuOptions = {}): ProgrammaticMetric<number> {
  const { lowercase = false } = options;
  const read = (text: string): readonly string[] => tokens13a(lowercase ? text.toLowerCase() : text);
  return textMetric(
    {
      description: 'BLEU of the text against the references: sacrebleu, tokenizer 13a, exponential smoothing.',
      scale: range(0, 100),
      score: (text, references) => scored(read(text), references.map(read)),
    },
    options,
  );
}

function scored(given: readonly string[], references: readonly (readonly string[])[]): { raw: number; reason: string } {
  const length = closestLength(given.length, references);
  const precisions = smoothed(ORDERS.map((order) => matches(given, references, order)));
  const brevity = given.length >= length ? 1 : given.length === 0 ? 0 : Math.exp(1 - length / given.length);
  const logs = precisions.reduce((sum, precision) => sum + Math.log(precision), 0);
  // A hundred percent, by logarithms, is a little more than that.
  const raw = precisions.length === 0 ? 0 : Math.min(100, brevity * Math.exp(logs / precisions.length));
  if (precisions.length === 0) return { raw, reason: 'no words in common' };
  return { raw, reason: `precisions ${precisions.map(shownScore).join(' / ')}, brevity penalty ${shownScore(brevity)}` };
}

interface Matches {
  readonly matched: number;
  readonly count: number;
}

function matches(given: readonly string[], references: readonly (readonly string[])[], order: number): Matches {
  const most = new Map<string, number>();
  for (const reference of references)
    for (const [gram, count] of ngrams(reference, order, ' ')) most.set(gram, Math.max(count, most.get(gram) ?? 0));
  const grams = ngrams(given, order, ' ');
  return { matched: inCommon(grams, most), count: total(grams) };
}

/**
 * The precisions in percent, up to the longest n-grams that the text has. Where none matches, each further order takes half of what one match would have been (Chen and
 * Cherry 2014, method 3); empty where nothing matches at all.
 */
function smoothed(orders: readonly Matches[]): readonly number[] {
  if (orders.every(({ matched }) => matched === 0)) return [];
  let smoothing = 1;
  return orders
    .filter(({ count }) => count > 0)
    .map(({ matched, count }) => {
      if (matched === 0) smoothing *= 2;
      return matched === 0 ? 100 / (smoothing * count) : (100 * matched) / count;
    });
}

/** The length of the reference that is nearest in length, the shorter of two. */
function closestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length).sort((one, other) => one - other);
  return lengths.reduce((best, other) => (Math.abs(other - length) < Math.abs(best - length) ? other : best));
}

const ENTITIES: readonly (readonly [string, string])[] = [
  ['<skipped>', ''],
  ['-\n', ''],
  ['\n', ' '],
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

/** The words of a text as mteval-v13a and sacrebleu's tokenizer `13a` split them. */
function tokens13a(text: string): readonly string[] {
  // As sacrebleu does, the white space at the end goes first.
  const line = ENTITIES.reduce((changed, [from, to]) => changed.replaceAll(from, to), withoutEndSpace(text));
  const split = ` ${line} `
    .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
  return words(split);
}
