/** A word of a text, or a mark that ends a clause (`word` is empty then). */
export interface Token {
  /** As written in the text. */
  readonly surface: string;
  /** In lower case, with plain apostrophes. */
  readonly word: string;
  /** Where it begins in the text. */
  readonly start: number;
}

const WORD_OR_MARK = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*|[.!?;:,()\n…。！？、，।؟،؛]/gu;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * The words and clause marks of a text, in order. Apostrophes and hyphens inside a word belong to it; in scripts without spaces
 * every character is a word.
 */
export function tokens(text: string): Token[] {
  return [...text.matchAll(WORD_OR_MARK)].flatMap((match) => tokensOf(match[0], match.index));
}

function tokensOf(surface: string, start: number): Token[] {
  if (!/^[\p{L}\p{N}]/u.test(surface)) return [{ surface, word: '', start }];
  if (!UNSPACED.test(surface)) return [wordToken(surface, start)];
  return [...surface.matchAll(/./gsu)].map(({ 0: character, index }) => wordToken(character, start + index));
}

function wordToken(surface: string, start: number): Token {
  return { surface, word: surface.toLowerCase().replaceAll('’', "'"), start };
}
