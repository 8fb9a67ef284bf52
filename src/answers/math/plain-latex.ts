import { unicodeAsLatex } from './unicode-latex.ts';

const FUNCTION_NAME =
  /(?<![\\A-Za-z])(?:arcsin|arccos|arctan|sinh|cosh|tanh|sqrt|sin|cos|tan|cot|sec|csc|log|ln|pi|theta|infty|infinity)(?![A-Za-z])/gu;
const TEXT = /(\\text\{[^{}]*\})/u;

/** What is only about looks, and what stands for it; in this order. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/(?<!\\)\\[()[\]]/gu, ' '],
  [/\\(?:left|right)\s*\.|\\(?:displaystyle|textstyle|limits|left|right|[bB]igg?[lrm]?)(?![A-Za-z])/gu, ' '],
  [/,\\!\s*(?=\d{3})|\{,\\?!?\}\s*(?=\d{3})/gu, ''],
  [/(?<!\\)\\[!,;:> ]|~|\\q?quad(?![A-Za-z])|\\[hv]space\*?\{[^{}]*\}/gu, ' '],
  [/\\[dtc]frac(?![A-Za-z])/gu, '\\frac'],
  [/\\[dt]binom(?![A-Za-z])/gu, '\\binom'],
  [/\\(?:leq|leqslant|leqq)(?![A-Za-z])|<=/gu, '\\le '],
  [/\\(?:geq|geqslant|geqq)(?![A-Za-z])|>=/gu, '\\ge '],
  [/\\neq(?![A-Za-z])|!=/gu, '\\ne '],
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

/**
 * The LaTeX of an answer without what only changes its looks: spacing, `$…$`, `\boxed`, `\left`, `\dfrac`, the signs of currency and
 * percent, a final period; Unicode signs and plain names (`√`, `sqrt`, `pi`) become commands.
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
