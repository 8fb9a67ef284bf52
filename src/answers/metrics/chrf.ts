import { MetricError, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { range } from '../../evaluation/scale.ts';
import { bestOf, shownScore, textMetric, type TextMetricOptions } from './text-metric.ts';
import { inCommon, ngrams, total, words } from './text-pieces.ts';

export interface ChrfOptions extends TextMetricOptions {
  /** The longest n-grams of words that count: 0, the default, is chrF, and 2 is chrF++. */
  readonly wordOrder?: number;
  /** The longest n-grams of characters that count. Default 6. */
  readonly charOrder?: number;
  /** How much more recall counts than precision. Default 2. */
  readonly beta?: number;
  /** Whether case does not count. Default false. */
  readonly lowercase?: boolean;
}

/**
 * A metric: sentence chrF (Popović 2015) or chrF++ (2017), from 0 to 100, as `sentence_chrf` of sacrebleu 2 gives it:
 * `nrefs:N|case:mixed|eff:yes|nc:6|nw:0|space:no`. Of several references the one with the best score counts. Throws a `MetricError` when an
 * option can't be used.
 *
 * @example export const chrf_plus_plus = chrf({ wordOrder: 2 });
 */
export function chrf(options: ChrfOptions = {}): ProgrammaticMetric<number> {
  const { wordOrder = 0, charOrder = 6, beta = 2, lowercase = false } = options;
  checkOrder('wordOrder', wordOrder, 0);
  checkOrder('charOrder', charOrder, 1);
  if (!(beta > 0)) throw new MetricError(`chrf: beta must be a number above 0, not ${String(beta)}`);
  const read = (text: string): Grams => gramsOf(lowercase ? text.toLowerCase() : text, charOrder, wordOrder);
  return textMetric(
    {
      description: `chrF${beta}${'+'.repeat(wordOrder)} of the text against the references, as sacrebleu has it.`,
      scale: range(0, 100),
      score: (text, references) => {
        const given = read(text);
        return bestOf(
          references,
          (reference) => scored(given, read(reference), beta),
          ({ raw }) => raw,
        );
      },
    },
    options,
  );
}

function checkOrder(option: string, order: number, least: number): void {
  if (!Number.isInteger(order) || order < least)
    throw new MetricError(`chrf: ${option} must be an integer of at least ${least}, not ${String(order)}`);
}

/** The n-grams of each order, those of characters first. */
type Grams = readonly ReadonlyMap<string, number>[];

function gramsOf(text: string, charOrder: number, wordOrder: number): Grams {
  const split = words(text);
  const characters = Array.from(split.join(''));
  const parts = split.flatMap(withoutPunctuation);
  return [
    ...orders(charOrder).map((order) => ngrams(characters, order, '')),
    ...orders(wordOrder).map((order) => ngrams(parts, order, ' ')),
  ];
}

function orders(highest: number): readonly number[] {
  return Array.from({ length: highest }, (_, at) => at + 1);
}

const PUNCTUATION = /^[!-/:-@[-`{-~]$/;

/** A word with a punctuation mark at its end or, if there is none, its beginning split off. */
function withoutPunctuation(word: string): readonly string[] {
  const characters = Array.from(word);
  if (characters.length === 1) return [word];
  const [first = '', last = ''] = [characters.at(0), characters.at(-1)];
  if (PUNCTUATION.test(last)) return [word.slice(0, -1), last];
  return PUNCTUATION.test(first) ? [first, word.slice(1)] : [word];
}

function scored(given: Grams, expected: Grams, beta: number): { raw: number; reason: string } {
  const pairs = given.map((grams, at) => ({ grams, others: expected[at] ?? new Map<string, number>() }));
  // As in sacrebleu before its version 2, and by default since: orders that one of the two is too short for do not count.
  const compared = pairs.filter(({ grams, others }) => grams.size > 0 && others.size > 0);
  const mean = (part: (pair: (typeof pairs)[number]) => number): number =>
    compared.reduce((sum, pair) => sum + part(pair), 0) / Math.max(compared.length, 1);
  const precision = mean(({ grams, others }) => inCommon(grams, others) / total(grams));
  const recall = mean(({ grams, others }) => inCommon(grams, others) / total(others));
  const factor = beta ** 2;
  const raw = precision + recall === 0 ? 0 : 100 * (((1 + factor) * precision * recall) / (factor * precision + recall));
  return { raw: Math.min(100, raw), reason: `precision ${shownScore(precision)}, recall ${shownScore(recall)}` };
}
