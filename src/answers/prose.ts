const LATEX_WORDS = /\\(?:begin|end|text|textrm|textbf|mathrm|mathbf|operatorname|mbox)\s?\{[^{}]{0,200}\}/g;
const WORD = /(?<![\\\p{L}])\p{L}{2,}/gu;
const SHORT_WORDS = new Set([
  'an',
  'as',
  'at',
  'be',
  'by',
  'he',
  'if',
  'in',
  'is',
  'it',
  'no',
  'of',
  'on',
  'or',
  'so',
  'to',
  'we',
]);
const MATH_WORDS = new Set(
  'sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln exp lim max min mod gcd lcm det sqrt cbrt abs pi inf theta alpha beta infinity'.split(
    ' ',
  ),
);

/** Whether a text has words of a language, so that it is more than a formula. */
export function hasProse(text: string): boolean {
  const words = text.replace(LATEX_WORDS, '').match(WORD) ?? [];
  return words.some((word) => {
    const lower = word.toLowerCase();
    return lower.length > 2 ? !MATH_WORDS.has(lower) : SHORT_WORDS.has(lower);
  });
}
