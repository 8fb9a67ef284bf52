const LATEX_WORDS = /\\(?:begin|end|text|textrm|textbf|mathrm|mathbf|operatorname|mbox)\s?\{[^{}]{0,200}\}/g;
const WORD = /(?<![\\\p{L}])\p{L}{2,}/gu;
const SHORT_WORDS = new Set('am an as at be by do go he if in is it me my no of ok on or so to up us vs we'.split(' '));
const MATH_WORDS = new Set(
  'sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln exp lim max min mod gcd lcm det sqrt cbrt abs pi inf theta alpha beta infinity'.split(
    ' ',
  ),
);

/** Whether a text has words of a language, so that it is more than a formula. */
export function hasProse(text: string): boolean {
  const words = text.replace(LATEX_WORDS, '').match(WORD) ?? [];
  return words.some(isProseWord);
}

/** Whether a word of two letters or more belongs to a language and not to mathematics. */
export function isProseWord(word: string): boolean {
  return word.length > 2 ? !MATH_WORDS.has(word) : SHORT_WORDS.has(word.toLowerCase());
}

/** Whether a word names a function or constant: `sqrt`, `pi`. */
export function isMathWord(word: string): boolean {
  return MATH_WORDS.has(word);
}
