const SPAN =
  /\$\$([^$]{1,400})\$\$|\$(?!\s)((?:[^$\n\\]|\\.){1,400}?)(?<!\s)\$(?!\d)|\\\((.{1,400}?)\\\)|\\\[([^\]]{1,400}?)\\\]/g;

const ALIGNED = /\\(?:begin|end)\{(?:aligned|align\*?|gathered|gather\*?|split|equation\*?)\}/g;
const SIGN = /^\s*(?:=|\\(?:implies|Rightarrow|Longrightarrow)(?![a-zA-Z]))/;

const LATEX_WORDS = /\\(?:begin|end|text|textrm|textbf|mathrm|mathbf|operatorname|mbox)\s?\{[^{}]{0,200}\}/g;
const WORD = /(?<![\\\p{L}])\p{L}{2,}/gu;
const SHORT_WORDS = new Set('an as at be by he if in is it no of on or so to we'.split(' '));
const MATH_WORDS = new Set(
  'sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln exp lim max min mod gcd lcm det sqrt cbrt abs pi inf theta alpha beta infinity'.split(
    ' ',
  ),
);

/** A formula between math delimiters, and its place in the text, delimiters included. */
export interface MathSpan {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** The formulas of a text between `$…$`, `$$…$$`, `\(…\)` or `\[…\]`, in order. */
export function mathSpans(text: string): MathSpan[] {
  return [...text.matchAll(SPAN)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    content: match[1] ?? match[2] ?? match[3] ?? match[4] ?? '',
  }));
}

/** The last row of aligned formulas; any other formula as it is. */
export function lastRow(latex: string): string {
  const inner = latex.replace(ALIGNED, '');
  if (inner === latex) return latex;
  const rows = inner.split(/\\\\(?:\[\d{1,3}[a-z]{2}\])?/).filter((row) => row.trim() !== '');
  return (rows.at(-1) ?? '').replaceAll('&', ' ').replace(SIGN, '').trim();
}

/** Whether a text has words of English, so that it is more than a formula. */
export function hasProse(text: string): boolean {
  const words = text.replace(LATEX_WORDS, '').match(WORD) ?? [];
  return words.some((word) => {
    const lower = word.toLowerCase();
    return lower.length > 2 ? !MATH_WORDS.has(lower) : SHORT_WORDS.has(lower);
  });
}
