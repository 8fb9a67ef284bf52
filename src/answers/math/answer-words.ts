const WRAPPED = /\\text\{([^{}]*)\}/gu;
const WRAPPED_WORDS = /^\s*\(?\p{L}[\p{L}\p{N}\s.,:'"()-]*$/u;
/** Words with at least one of three letters, maybe a number behind a space: `no solution`, `June 20`; not `abc-1`. */
const PLAIN_WORDS = /^(?=.*[A-Za-z]{3})\(?[A-Za-z.,:'")]+(?:(?: |-(?=[A-Za-z]))[A-Za-z\d.,:'"()]+)*$/u;

/** The words of an answer that is text (`\text{Evelyn}`, `no solution`), in small letters; null where it is mathematics. */
export function answerWords(plainLatex: string): string | null {
  const bare = plainLatex.replace(WRAPPED, '$1');
  return (bare === plainLatex ? PLAIN_WORDS : WRAPPED_WORDS).test(bare) ? wordsOf(bare) : null;
}

/** The letters and digits of any answer, for the side that is text against one that need not look so: `C` against `\text{(C)}`. */
export function wordsOf(plainLatex: string): string {
  return plainLatex
    .replace(WRAPPED, '$1')
    .toLowerCase()
    .replace(/[\s."()]+/gu, ' ')
    .trim()
    .replace(/^(?:an?|the) (?=\S{2})/u, '');
}
