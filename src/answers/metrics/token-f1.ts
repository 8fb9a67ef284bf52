import type { ProgrammaticMetric } from '../../evaluation/metric.ts';
import { range } from '../../evaluation/scale.ts';
import { squadText } from './squad-text.ts';
import { bestOf, shownScore, textMetric, type TextMetricOptions } from './text-metric.ts';
import { inCommon, ngrams, type Overlap, overlap, words } from './text-pieces.ts';

export type TokenF1Options = TextMetricOptions;

/**
 * A metric: the F1 of the words that text and reference share, as SQuAD has it (`compute_f1` of `evaluate-v2.0.py`): without case, punctuation and articles.
 * An empty reference, or an empty list of them, says that there is no answer, and only an empty text is right then. Of several references the best one counts.
 *
 * @example export const f1 = tokenF1({ references: (reference) => reference.answers });
 */
export function tokenF1(options: TokenF1Options = {}): ProgrammaticMetric<number> {
  return textMetric(
    {
      description: 'F1 of the words that the text and the reference share, as SQuAD has it.',
      scale: range(0, 1),
      takesNone: true,
      score: (text, references) => {
        const given = words(squadText(text));
        const best = bestOf(
          answers(references),
          (reference) => compared(given, words(reference)),
          ({ f1 }) => f1,
        );
        return { raw: best.f1, reason: `precision ${shownScore(best.precision)}, recall ${shownScore(best.recall)}` };
      },
    },
    options,
  );
}

/** The references that have a word; where none has one, there is no answer. */
function answers(references: readonly string[]): readonly string[] {
  const found = references.map(squadText).filter((text) => text !== '');
  return found.length > 0 ? found : [''];
}

function compared(given: readonly string[], expected: readonly string[]): Overlap {
  if (given.length === 0 && expected.length === 0) return { precision: 1, recall: 1, f1: 1 };
  return overlap(inCommon(ngrams(given, 1, ''), ngrams(expected, 1, '')), given.length, expected.length);
}
