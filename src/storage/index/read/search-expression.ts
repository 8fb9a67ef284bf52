import { UnusableRequestError } from '../../../domain/errors.ts';

const MOST_WORDS = 50;

/** A phrase in quotes, which may lack the last one, or a word. */
const TERM = /"([^"]*)(?:"|$)|[^\s"]+/gu;

/** What the tokenizer takes as part of a word. */
const WORD_CHARACTER = /[\p{L}\p{N}\p{Co}]/u;

/**
 * A search as an expression of FTS5: all of the words, each as the beginning of one, and in `"…"` words that follow each other. All are
 * quoted, so that nothing in them is an operator. Throws `unusable_request` where there is no word, or there are too many.
 */
export function searchExpression(q: string): string {
  const terms = [...q.replaceAll('\0', ' ').matchAll(TERM)]
    .map(([term, phrase]) => (phrase === undefined ? `"${term}"*` : `"${phrase}"`))
    .filter((term) => WORD_CHARACTER.test(term));
  if (terms.length === 0) throw new UnusableRequestError('q has no word to search for: give letters or digits');
  if (terms.length > MOST_WORDS)
    throw new UnusableRequestError(`q has ${terms.length} words: search for at most ${MOST_WORDS}`);
  return terms.join(' AND ');
}
