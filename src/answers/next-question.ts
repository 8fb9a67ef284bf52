/** A label of another question; a number makes it a part of this one. */
const NEXT_QUESTION = /\n[ \t>*_#]{0,8}(?:question|problem|exercise|q)[*_]{0,3}\s?:/gi;
/** How many such labels are tried. */
const MOST_TRIED = 3;

/**
 * A text up to where it goes on with another question (`Question: …`), as models without a stop sequence do, if what comes before it is
 * answered; else the whole text.
 */
export function firstQuestion(text: string, isAnswered: (before: string) => boolean): string {
  if (text.search(NEXT_QUESTION) < 0) return text;
  let tried = 0;
  for (const { index } of text.matchAll(NEXT_QUESTION)) {
    if (tried++ >= MOST_TRIED) break;
    const before = text.slice(0, index);
    if (before.trim() !== '' && isAnswered(before)) return before;
  }
  return text;
}
