// prettier-ignore
const PIECES: readonly string[] = [
  'a', '1', '1,', '1,234,', '1 ', '12,34,', '{', '}', '\\boxed{', '\\boxed{}', '\\boxed{1}', '\\boxed ', '#', '####', '#### x\n',
  '#### 1', 'the answer is ', 'the answer is 5 ', 'Answer:', 'Answer:\n', 'A:\n', 'A: 5\nB: ', '**', '**1**', '=', '= 1 ', '$', '$1$ ',
  '$1 ', '\\(', '\\frac', '\\frac{1}', '\\frac{1}{', '1/', '1/2', '1-', '–5', '1:', '1.', '1.2.', '.5', '-', '-5 ', '<<', '<<1',
  '<think>', '</think>', '1e', '1e5', '10^', '1 × 10', '½', '\\', '\n', ' ', '\t', '(A) is ', 'A is correct ', 'I choose ',
  'the correct option is ', 'B. \n', 'Option C\n', '5 km ', '5 feet 2 inches ', 'twelve ', 'one hundred and ', 'answer to the ',
  'May 5, ', 'step 3 ', '0.\\overline{', "1'234", '0.3...', '5 per ', '1 1/2 ',
  '"answer": "', '"answer": "\\', 'The answer is 5. Wait, wrong. ', 'a wrong answer is ', '(3, ', 'x + ', '(3 × ', '$x = 1$ and ',
  '\\boxed{1} and ', 'not B, ', '\nOption A: ', '✅', 'Let me know ', '\\[ ', 'is not, ', 'cannot ',
  '$ ', '$ 1 $ ', '$$ ', '\\(', '\\( ', '\\[\n', '\\begin{align}', '\\begin{pmatrix}\n', '\\end{align}', '`', '`1` ', '=>', '->', '<=', '=/=', '!=', '!', '≤ 1 ',
  '2,5 ', '1.234,', ',\\! 1', '{ , }', '\\, 123', '\\text{', '\\text{ and } ', '\\Rightarrow ', 'x = 1, ', '\\alpha', 'A or ', 'red, ', '1 or ', 'B/', 'Word: A ',
  '\nQuestion: ', '\nQ: 1\nA: 1', '\\boxed{1} \\quad ', '-- ', '- ', '(a, ', '[', ')', '| 1 ', '7:4 ', 'square root of ',
];

/** Texts of this length that repeat what would make a careless regular expression backtrack without end. */
export function adversarialTexts(length: number): readonly string[] {
  return PIECES.map((piece) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length));
}
