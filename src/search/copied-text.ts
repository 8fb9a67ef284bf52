import type { Example } from '../evaluation/example.ts';

/** So many words in a row are no coincidence. */
const WORDS_IN_A_ROW = 8;

/** A text that is shorter counts where the template has it whole; below so many words it may be anything. */
const FEWEST_WORDS = 5;

/**
 * Finds what a proposed template has copied from examples: eight words in a row of their inputs or references, or a whole text of five to seven words, that
 * the baseline does not have. Case and punctuation do not count. A search that may do so raises its scores by remembering answers.
 *
 * Examples are read one after another, so that any number of them costs no memory.
 */
export class CopiedText {
  readonly #runs: ReadonlySet<string>;

  constructor(template: string, baseline: string) {
    const known = runsOf(baseline);
    this.#runs = new Set([...runsOf(template)].filter((run) => !known.has(run)));
  }

  /** The words that were copied from the example; `null` where there are none. */
  in({ inputs, reference }: Pick<Example, 'inputs' | 'reference'>): string | null {
    return copyIn(inputs, this.#runs) ?? copyIn(reference, this.#runs);
  }
}

function copyIn(value: unknown, runs: ReadonlySet<string>): string | null {
  if (typeof value === 'string') return copyInText(value, runs);
  if (typeof value !== 'object' || value === null) return null;
  for (const part of Object.values(value)) {
    const copied = copyIn(part, runs);
    if (copied !== null) return copied;
  }
  return null;
}

function copyInText(text: string, runs: ReadonlySet<string>): string | null {
  const words = wordsOf(text);
  if (words.length < FEWEST_WORDS) return null;
  const length = Math.min(WORDS_IN_A_ROW, words.length);
  for (let at = 0; at + length <= words.length; at += 1) {
    const run = words.slice(at, at + length).join(' ');
    if (runs.has(run)) return run;
  }
  return null;
}

/** All runs of five to eight words. */
function runsOf(text: string): ReadonlySet<string> {
  const words = wordsOf(text);
  const runs = new Set<string>();
  for (let length = FEWEST_WORDS; length <= WORDS_IN_A_ROW; length += 1)
    for (let at = 0; at + length <= words.length; at += 1) runs.add(words.slice(at, at + length).join(' '));

  return runs;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
