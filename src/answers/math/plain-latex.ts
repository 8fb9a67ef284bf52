const FUNCTION_NAME =
  /(?<![\\A-Za-z])(?:arcsin|arccos|arctan|sinh|cosh|tanh|sqrt|sin|cos|tan|cot|sec|csc|log|ln|pi|theta|infty|infinity)(?![A-Za-z])/gu;
const TEXT = /(\\text\{[^{}]*\})/u;
/** Decoration, and its replacement; applied in this order. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/(?<!\\)\\[()[\]]/gu, ' '],
  [/\\(?:left|right)\s*\.|\\(?:displaystyle|textstyle|limits|left|right|[bB]igg?[lrm]?)(?![A-Za-z])/gu, ' '],
  [/(?<=\d\s?)(?:,\\!|\{\s?,\s?\\?!?\}(?:\\!)?)\s*(?=\d{3}(?!\d))|(?<=\d)(?:\\[,;:! ]|~)\s*(?=\d{3}(?!\d))/gu, ''],
  [/\\minus(?![A-Za-z])/gu, '-'],
  [/(?<!\\)\\[!,;:> ]|~|\\q?quad(?![A-Za-z])|\\[hv]space\*?\{[^{}]*\}/gu, ' '],
  [/\\[dtc]frac(?![A-Za-z])/gu, '\\frac'],
  [/\\[dt]binom(?![A-Za-z])/gu, '\\binom'],
  [/\\(?:leq|leqslant|leqq)(?![A-Za-z])|<=/gu, '\\le '],
  [/\\(?:geq|geqslant|geqq)(?![A-Za-z])|>=/gu, '\\ge '],
  [/\\neq(?![A-Za-z])|!=|=\/=|\\not\s*=/gu, '\\ne '],
  [/\\lt(?![A-Za-z])/gu, '<'],
  [/\\gt(?![A-Za-z])/gu, '>'],
  [/\\lbrace(?![A-Za-z])/gu, '\\{'],
  [/\\rbrace(?![A-Za-z])/gu, '\\}'],
  [/\\(?:mathbb|Bbb)\s*\{?\s*([A-Z])(?![A-Za-z])\s*\}?/gu, '\\mathbb{$1}'],
  [/\\varnothing(?![A-Za-z])/gu, '\\emptyset'],
  [/\\(?:mathbf|mathit|mathrm|boldsymbol|bm|mathsf)\s*\{\s*([A-Za-z])\s*\}/gu, ' $1 '],
  [/\\(?:textbf|textit|textrm|textnormal|textsf|texttt|mbox|hbox|mathrm|mathbf|emph|text)\s*\{/gu, '\\text{'],
  [/\\(?:vec|hat|boldsymbol|bm)(?![A-Za-z])/gu, ''],
  [/\\text\{\s*degrees?\s*\}|\\degrees?(?![A-Za-z])|\^\s*\\circ(?![A-Za-z])/gu, '^{\\circ}'],
  [/\\text\{\s*(?:dollars?|percent)\s*\}/gu, ''],
  [/\\operatorname\*?\s*\{\s*(arc(?:sin|cos|tan)|[lg]cd|lcm|sinh?|cosh?|tanh?|cot|sec|csc|log|ln)\s*\}/gu, '\\$1 '],
  [/\*\*/gu, '^'],
  [/\*/gu, '\\cdot '],
];

const LATEX_OF: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '×': '\\times ',
  '·': '\\cdot ',
  '⋅': '\\cdot ',
  '∙': '\\cdot ',
  '÷': '/',
  '±': '\\pm ',
  '∓': '\\mp ',
  '≤': '\\le ',
  '⩽': '\\le ',
  '≦': '\\le ',
  '≧': '\\ge ',
  '≥': '\\ge ',
  '⩾': '\\ge ',
  '≠': '\\ne ',
  '≈': '\\approx ',
  '∈': '\\in ',
  '∪': '\\cup ',
  '∩': '\\cap ',
  '∞': '\\infty ',
  '∅': '\\emptyset ',
  ℝ: '\\mathbb{R}',
  '°': '^{\\circ}',
  '√': '\\sqrt ',
  '⟨': '\\langle ',
  '⟩': '\\rangle ',
  '⌊': '\\lfloor ',
  '⌋': '\\rfloor ',
  '⌈': '\\lceil ',
  '⌉': '\\rceil ',
  '∠': '\\angle ',
  '′': "'",
  '’': "'",
  '…': '\\dots ',
  α: '\\alpha ',
  β: '\\beta ',
  γ: '\\gamma ',
  δ: '\\delta ',
  ε: '\\epsilon ',
  θ: '\\theta ',
  λ: '\\lambda ',
  μ: '\\mu ',
  π: '\\pi ',
  ρ: '\\rho ',
  σ: '\\sigma ',
  τ: '\\tau ',
  φ: '\\phi ',
  ϕ: '\\phi ',
  ψ: '\\psi ',
  ω: '\\omega ',
  '½': '\\frac{1}{2}',
  '⅓': '\\frac{1}{3}',
  '⅔': '\\frac{2}{3}',
  '¼': '\\frac{1}{4}',
  '¾': '\\frac{3}{4}',
  '⅕': '\\frac{1}{5}',
  '⅖': '\\frac{2}{5}',
  '⅗': '\\frac{3}{5}',
  '⅘': '\\frac{4}{5}',
  '⅙': '\\frac{1}{6}',
  '⅚': '\\frac{5}{6}',
  '⅛': '\\frac{1}{8}',
  '⅜': '\\frac{3}{8}',
  '⅝': '\\frac{5}{8}',
  '⅞': '\\frac{7}{8}',
};
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉';

const WRAPPED = /\\text\{([^{}]*)\}/gu;
const WRAPPED_WORDS = /^\s*\(?\p{L}[\p{L}\p{N}\s.,:'"()-]*$/u;
/** Words, one of them of at least three letters, and perhaps a number after a space: `no solution`, `June 20`; not `abc-1`. */
const PLAIN_WORDS = /^(?=.*[A-Za-z]{3})\(?[A-Za-z.,:'")]+(?:(?: |-(?=[A-Za-z]))[A-Za-z\d.,:'"()]+)*$/u;

/**
 * The LaTeX of an answer without decoration: spacing, `$…$`, `\boxed`, `\left`, `\dfrac`, currency and percent signs, a final
 * period. Unicode signs and plain names (`√`, `sqrt`, `pi`) become commands.
 */
export function plainLatex(answer: string): string {
  let text = unboxed(
    unicodeAsLatex(answer)
      .replace(/\\?[$%]/gu, ' ')
      .trim(),
  );
  for (const [pattern, replacement] of REWRITES) text = text.replace(pattern, replacement);
  return withCommands(text)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/(?:^\+| ?[.;,]$)/gu, '')
    .trim();
}

function unboxed(text: string): string {
  const inner = /^\\(?:boxed|fbox)\s*\{(.*)\}\s*\.?$/su.exec(text)?.[1];
  return inner !== undefined && isBalanced(inner) ? inner : text;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function withCommands(text: string): string {
  return text
    .split(TEXT)
    .map((part) => (part.startsWith('\\text{') ? part : part.replace(FUNCTION_NAME, commandOf)))
    .join('');
}

function commandOf(name: string): string {
  return name === 'infinity' ? '\\infty ' : `\\${name} `;
}

/** The text with Unicode mathematics as LaTeX: `√3 × π²` becomes `\sqrt 3 \times \pi ^{2}`. */
function unicodeAsLatex(text: string): string {
  return text
    .replace(/(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/gu, (_all, sign: string, digits: string) => `^{${sign && '-'}${plain(digits, RAISED)}}`)
    .replace(/[₀₁₂₃₄₅₆₇₈₉]+/gu, (digits) => `_{${plain(digits, LOWERED)}}`)
    .replace(/[^\p{ASCII}]/gu, (sign) => LATEX_OF[sign] ?? sign);
}

function plain(digits: string, alphabet: string): string {
  return [...digits].map((digit) => alphabet.indexOf(digit)).join('');
}

/** The words of an answer that is text (`\text{Evelyn}`, `no solution`), in lower case; `null` if it is mathematics. */
export function answerWords(plainLatex: string): string | null {
  const bare = plainLatex.replace(WRAPPED, '$1');
  return (bare === plainLatex ? PLAIN_WORDS : WRAPPED_WORDS).test(bare) ? wordsOf(bare) : null;
}

/** The letters and digits of any answer, to compare text with a side that does not look like text: `\text{(C)}` with `C`. */
export function wordsOf(plainLatex: string): string {
  return plainLatex
    .replace(WRAPPED, '$1')
    .toLowerCase()
    .replace(/[\s."()]+/gu, ' ')
    .trim()
    .replace(/^(?:an?|the) (?=\S{2})/u, '');
}
