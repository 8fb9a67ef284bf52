import { llmJudge, programmaticMetric, range } from 'assay';

type Output = { answer: string; passages: string[] };
type Reference = string[];

interface Overlap {
  readonly shared: number;
  readonly found: number;
  readonly wanted: number;
}

function words(passages: readonly string[]): string[] {
  return passages.flatMap(
    (passage) =>
      passage
        .toLowerCase()
        .replaceAll('’', "'")
        .match(/[\p{L}\p{N}']+/gu) ?? [],
  );
}

/** How many words two lists of passages share; a word that occurs twice must be found twice. */
function overlap(output: readonly string[], reference: readonly string[]): Overlap {
  const found = words(output);
  const wanted = words(reference);
  const left = [...wanted];
  const shared = found.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return { shared: shared.length, found: found.length, wanted: wanted.length };
}

/** A part of a whole; 1 if the whole is nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** The harmonic mean of the two shares below, as question answering is scored (Rajpurkar et al. 2016, SQuAD). */
export const word_f1 = programmaticMetric<Output, Reference>({
  description: 'How well the quoted words agree with those that a careful reader marked: the F1 score over words.',
  scale: range(0, 1),
  score: ({ output, reference }) => {
    const { shared, found, wanted } = overlap(output.passages, reference);
    return { raw: share(2 * shared, found + wanted), reason: `${shared} shared words, ${found} quoted, ${wanted} marked` };
  },
});

export const words_found = programmaticMetric<Output, Reference>({
  description: 'The share of the words marked by a careful reader that are quoted (recall).',
  scale: range(0, 1),
  score: ({ output, reference }) => {
    const { shared, wanted } = overlap(output.passages, reference);
    return { raw: share(shared, wanted), reason: `${shared} of ${wanted} marked words are quoted` };
  },
});

export const words_fitting = programmaticMetric<Output, Reference>({
  description: 'The share of the quoted words that a careful reader marked too (precision).',
  scale: range(0, 1),
  score: ({ output, reference }) => {
    const { shared, found } = overlap(output.passages, reference);
    return { raw: share(shared, found), reason: `${shared} of ${found} quoted words are marked` };
  },
});

/** A judge; `local:overlap` needs no key and does not read the rubric. You can name a real model instead. */
export const true_to_message = llmJudge({
  description:
    'Every passage that the answer quotes stands in the message. 10: all of it does, word for word. 5: half of it. ' +
    '0: nothing is quoted, or nothing of it stands in the message.',
  scale: range(0, 10),
  model: 'local:overlap',
});
