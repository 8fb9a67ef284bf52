import type { Tokens } from './answer-shape.ts';

const LETTER = String.raw`(?:[A-Za-z]|\\(?:alpha|beta|gamma|theta|phi|omega|lambda|mu))`;
/** `a + b`, `m n`, `p - q`; not `x + y`, which may be a line or a curve. */
const COMBINATION = new RegExp(String.raw`^${LETTER}(?: (?:[+-] |\\cdot )?${LETTER})+$`, 'u');
const QUOTIENT = new RegExp(String.raw`^\\frac \{ ${LETTER} \} \{ ${LETTER} \}$|^${LETTER} / ${LETTER}$`, 'u');
const FUNCTION = new RegExp(
  String.raw`^\\(?:sin|cos|tan|cot|sec|csc) (?:\( ${LETTER} \)|${LETTER}|\\angle (?:[A-Z] ?){1,3})$`,
  'u',
);
const SIZE = new RegExp(String.raw`^(?:\||\\\|) (?:${LETTER}|[A-Z] [A-Z]) (?:\||\\\|)$`, 'u');
const PROBABILITY = /^P \( (?:\\text\{[^{}]*\}|[A-Z]) \)$/u;
const SEGMENT = /^\\(?:overline|overrightarrow) \{ [A-Z] [A-Z] \}$/u;
const KINDS = [COMBINATION, QUOTIENT, FUNCTION, SIZE, PROBABILITY, SEGMENT];

/**
 * Whether these tokens stand for a quantity that a problem asks for, so that what they equal is its answer: `m + n`, `\cos\theta`,
 * `|z|`, `P(A)`. No equation that has to be solved is one (`2x = 5`, `x^2 = 5`), and no curve (`x + y = 5`).
 */
export function isAskedFor(tokens: Tokens): boolean {
  const text = tokens.join(' ');
  const unknowns = tokens.filter((token) => /^[A-Za-z]$/u.test(token));
  if (
    new Set(unknowns).size !== unknowns.length ||
    (unknowns.some((unknown) => /^[xyz]$/u.test(unknown)) && !SIZE.test(text) && !FUNCTION.test(text))
  )
    return false;
  return KINDS.some((kind) => kind.test(text));
}
