import { MetricError, type ProgrammaticMetric } from '../../evaluation/metric.ts';
import { range } from '../../evaluation/scale.ts';
import { bestOf, shownScore, textMetric, type TextMetricOptions } from './text-metric.ts';
import { inCommon, ngrams, type Overlap, overlap, total } from './text-pieces.ts';

export interface RougeOptions extends TextMetricOptions {
  /** `'rouge1'` counts words, `'rouge2'` pairs of words, and `'rougeL'`, the default, the longest common subsequence of words. */
  readonly type?: 'rouge1' | 'rouge2' | 'rougeL';
  /** Which part of it: the F1 measure (the default), precision or recall. */
  readonly measure?: keyof Overlap;
}

/**
 * A metric: ROUGE (Lin 2004), from 0 to 1, as Google's `rouge-score` gives it, with its tokenizer (lower case; words of a to z and 0 to 9) and without
 * stemming. Of several references the one with the best F1 counts. Throws a `MetricError` when an option can't be used.
 *
 * @example export const rouge_l = rouge({ references: (reference) => reference.summary });
 */
export function rouge(options: RougeOptions = {}): ProgrammaticMetric<number> {
  const { type = 'rougeL', measure = 'f1' } = options;
  const compare = COMPARE[type] as Compare | undefined;
  if (compare === undefined)
    throw new MetricError(`rouge: type must be 'rouge1', 'rouge2' or 'rougeL', not ${JSON.stringify(type)}`);
  if (!['f1', 'precision', 'recall'].includes(measure))
    throw new MetricError(`rouge: measure must be 'f1', 'precision' or 'recall', not ${JSON.stringify(measure)}`);
  return textMetric(
    {
      description: `${NAMES[type]} of the text against the references (${measure}), as rouge-score has it, without stemming.`,
      scale: range(0, 1),
      score: (text, references) => {
        const given = tokens(text);
        const best = bestOf(
          references,
          (reference) => compare(given, tokens(reference)),
          ({ f1 }) => f1,
        );
        return { raw: best[measure], reason: `precision ${shownScore(best.precision)}, recall ${shownScore(best.recall)}` };
      },
    },
    options,
  );
}

type Compare = (given: readonly string[], expected: readonly string[]) => Overlap;

const COMPARE: Readonly<Record<NonNullable<RougeOptions['type']>, Compare>> = {
  rouge1: ngramOverlap(1),
  rouge2: ngramOverlap(2),
  rougeL: (given, expected) => overlap(subsequence(given, expected), given.length, expected.length),
};

const NAMES = { rouge1: 'ROUGE-1', rouge2: 'ROUGE-2', rougeL: 'ROUGE-L' };

function ngramOverlap(order: number): Compare {
  return (given, expected) => {
    const [grams, others] = [ngrams(given, order, ' '), ngrams(expected, order, ' ')];
    return overlap(inCommon(grams, others), total(grams), total(others));
  };
}

function tokens(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** The length of the longest common subsequence. */
function subsequence(one: readonly string[], other: readonly string[]): number {
  const lengths = new Uint32Array(other.length + 1);
  for (const piece of one) {
    let diagonal = 0;
    other.forEach((word, at) => {
      const above = lengths[at + 1] ?? 0;
      lengths[at + 1] = piece === word ? diagonal + 1 : Math.max(above, lengths[at] ?? 0);
      diagonal = above;
    });
  }
  return lengths[other.length] ?? 0;
}
