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

/** The text with mathematical signs of Unicode written as LaTeX: `√3 × π²` becomes `\sqrt 3 \times \pi ^{2}`. */
export function unicodeAsLatex(text: string): string {
  return text
    .replace(/(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/gu, (_all, sign: string, digits: string) => `^{${sign && '-'}${plain(digits, RAISED)}}`)
    .replace(/[₀₁₂₃₄₅₆₇₈₉]+/gu, (digits) => `_{${plain(digits, LOWERED)}}`)
    .replace(/[^\p{ASCII}]/gu, (sign) => LATEX_OF[sign] ?? sign);
}

function plain(digits: string, alphabet: string): string {
  return [...digits].map((digit) => alphabet.indexOf(digit)).join('');
}
