import type { Relation, Tokens } from './answer-shape.ts';

const CONSTANTS = new Set(['e', 'i', '\\pi', '\\infty']);
const NAME =
  /^(?:\\(?:angle|triangle|overline|text\{[^{}]*\}|operatorname\s*\{\w+\})\s?)*\{?(?: ?(?:[A-Za-z]|\\(?!frac|sqrt|pm|infty|sin|cos|tan|log|ln|binom)[a-z]+(?![A-Za-z])|\\text\{[^{}]*\}))*\}?(?: _ \{ (?:[\w ]+|\\text\{[^{}]*\}) \})?(?: \^ \{ - 1 \})?(?: '){0,3}(?: \( [\w ,]* \))?$/u;
const COORDINATES = /^\( (?:[A-Za-z]|\\[a-z]{2,8})(?: , (?:[A-Za-z]|\\[a-z]{2,8}))* \)$/u;

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

/** Whether these tokens are just a name: `x`, `x_1`, `\theta`, `f(x)`, `AB`, `\text{Area}`, `(x, y)`. */
export function isName(tokens: Tokens): boolean {
  const text = tokens.join(' ');
  if (text === '' || CONSTANTS.has(text)) return false;
  return NAME.test(text) || COORDINATES.test(text);
}

/** Whether these tokens are one unknown. */
export function isSymbol(tokens: Tokens): boolean {
  const [only = '', ...more] = tokens;
  return (
    more.length === 0 && /^(?:[A-Za-z]|\\(?:alpha|beta|gamma|theta|lambda|mu|phi|omega))$/u.test(only) && !CONSTANTS.has(only)
  );
}

export interface NamedValue {
  readonly name: Tokens;
  readonly value: Tokens;
}

/**
 * The `x` and the `5` of `x = 5`, of `x = 2 + 3 = 5` and of `x \equiv 5`; `null` if the left side is neither a name nor asked for
 * (`2x = 5`).
 */
export function namedValue({ sides, operators }: Relation): NamedValue | null {
  const [name = [], ...values] = sides;
  const value = values.at(-1) ?? [];
  const areEqual = operators.every((operator) => operator === '=') || operators.join('') === '\\equiv';
  return areEqual && (isName(name) || isAskedFor(name)) ? { name, value } : null;
}

/**
 * Whether these tokens are a quantity that a problem may ask for, so that its answer is what they equal: `m + n`, `\cos\theta`,
 * `|z|`, `P(A)`. The side of an equation that must be solved is not (`2x = 5`, `x^2 = 5`), nor is a curve (`x + y = 5`).
 */
export function isAskedFor(tokens: Tokens): boolean {
  const text = tokens.join(' ');
  const unknowns = tokens.filter((token) => /^[A-Za-z]$/u.test(token));
  if (
    new Set(unknowns).size !== unknowns.length ||
    (unknowns.some((unknown) => /^[xyz]$/u.test(unknown)) && ![SIZE, FUNCTION, QUOTIENT].some((kind) => kind.test(text)))
  )
    return false;
  return KINDS.some((kind) => kind.test(text));
}
