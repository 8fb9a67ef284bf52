import { words } from './text-pieces.ts';

/** Python's `string.punctuation`. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** An article between the borders of words as Python finds them, in any script. */
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** A text as SQuAD compares it (`normalize_answer` of its `evaluate-v2.0.py`): lower case, without punctuation, articles and extra white space. */
export function squadText(text: string): string {
  return words(text.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLE, ' ')).join(' ');
}
