import { isAskedFor, isName } from './math/names.ts';
import { latexTokens } from './math/latex-tokens.ts';
import { plainLatex } from './math/plain-latex.ts';
import { knownUnit } from './measure.ts';
import { isProseWord } from './prose.ts';

/** The signs that divide a formula, outside brackets. */
const SIGN =
  /\\(?:begin|end)\s?\{[^{}]{0,40}\}|\\(?:text\w{0,10}|mbox)\s?\{[^{}]{0,200}\}|\\[A-Za-z]+|\\.|[<>!]=|=\/=|[=-]{1,3}>|[⇒⟹→⟶]|[:=]=|[(){}[\],;=<>≤≥≠]/gu;
const OPENING = /^(?:[({[]|\\\{|\\begin)/;
const CLOSING = /^(?:[)}\]]|\\\}|\\end)/;
const IMPLIES = /^(?:[=-]{1,3}>|[⇒⟹→⟶]|\\(?:implies|Rightarrow|Longrightarrow|therefore))$/u;
const LISTS = /^(?:[,;]|\\text\w{0,10}\s?\{[\s,]{0,3}(?:and|or)\s{0,3}\})$/u;
const EQUALS = /^(?:=|[:=]=)$/u;
const BOUNDS = /^(?:[<>!]=|=\/=|[<>≤≥≠]|\\(?:neq?|leq?q?|geq?q?|leqslant|geqslant|lt|gt|in|notin|equiv|sim))$/u;

const NUMBERS_JOINED = /\d,$/;
const COMMANDS =
  /\\text\w{0,10}\s?\{[^{}]{0,200}\}|\\(?!(?:alpha|beta|gamma|delta|theta|lambda|mu|phi|varphi|omega|sigma|ell)(?![A-Za-z]))[A-Za-z]+/g;
const PLAIN_WORD = /(?<![\\\p{L}\d])\p{L}{2,}/gu;
/** `1600g + 1000g = 2600g` */
const UNIT_AT_END = /\d\s?(\p{L}{1,3})$/u;
/** `10 x 14`; without blanks it may be an unknown. */
const TIMES = /(?<=^|[\d%)\p{L}.\s]\s)x(?=\s[\d$.(])/gu;
/** A longer left side is no name. */
const LONGEST_NAME = 60;

/**
 * What a formula states: the end of a chain (`3 + 4 = 7`), the value of a name (`x = 5`), or the whole, as of an equation that is not
 * solved (`2x = 5`, `2x - y = 0`), a bound or a list. Of formulas that follow from each other, the last.
 */
export function formulaValue(formula: string): string {
  const [last, isNamed] = lastStatement(formula);
  return isNamed ? last : (equationValue(last) ?? last);
}

/** The value of a formula that is worked out (`3 + 4 = 7`); `null` if it is not an equation, or gives something a name. */
export function computedValue(formula: string): string | null {
  const [last, isNamed] = lastStatement(formula);
  if (isNamed) return null;
  return isComputation(divided(last, EQUALS)[0] ?? '') ? equationValue(last) : null;
}

/** The last of formulas that follow from each other: of `2x = 10 \Rightarrow x = 5` the `x = 5`. */
export function conclusion(formula: string): string {
  if (!/[⇒⟹→⟶]|->|=>|\\(?:implies|Rightarrow|Longrightarrow|therefore)/u.test(formula)) return formula;
  return (
    divided(formula, IMPLIES)
      .findLast((part) => part.trim() !== '')
      ?.trim() ?? formula
  );
}

/** The last of several statements, and whether it is a list that belongs together: `x = 1, y = 2`. */
function lastStatement(formula: string): readonly [statement: string, isList: boolean] {
  const implied = conclusion(formula);
  if (!implied.includes('=')) return [implied, true];
  const items = divided(implied, LISTS).map((part) => divided(part, EQUALS));
  const [first, ...rest] = items;
  if (first === undefined || rest.length === 0) return [implied, false];
  const areValues = rest.every((sides) => sides.length === 1);
  if (areValues || items.every(isNaming)) return [implied, true];
  return [divided(implied, LISTS).at(-1) ?? implied, false];
}

function isNaming(sides: readonly string[]): boolean {
  return sides.length > 1 && isNamed(sides[0] ?? '');
}

/** The last side of an equation or chain that is solved for a number; `null` if it is not. */
export function equationValue(equation: string): string | null {
  const parts = divided(equation, EQUALS);
  const last = parts.at(-1)?.trim() ?? '';
  if (parts.length < 2 || last === '' || hasBound(equation)) return null;
  const unit = UNIT_AT_END.exec(last)?.[1];
  const isUnit = unit !== undefined && knownUnit(unit) !== undefined;
  const sides = parts.slice(0, -1).map((side) => (isUnit ? side.replaceAll(unit, '') : side));
  return sides.some(isComputation) || (isNamed(parts[0] ?? '') && isComputation(last)) ? last : null;
}

function hasBound(text: string): boolean {
  return /[<>≤≥≠!/]|\\(?:n|l|g|i|e|s)/u.test(text) && divided(text, BOUNDS).length > 1;
}

/** Whether a side has no unknowns: `9 \cdot 2`, `\text{Total}`, `\sqrt{16}`, nothing. */
function isComputation(side: string): boolean {
  const letters = side
    .replace(TIMES, '×')
    .replace(COMMANDS, ' ')
    .replace(PLAIN_WORD, (word) => (isWordOrUnit(word) ? ' ' : word));
  return !/\p{L}|\\/u.test(letters.replace(/\\[^A-Za-z]/g, ' '));
}

function isWordOrUnit(word: string): boolean {
  return isProseWord(word) || (word.length > 2 && word === word.toLowerCase()) || knownUnit(word) !== undefined;
}

/** Whether a side is a name, or what a problem may ask for: `x`, `f(2)`, `AB`, `m + n`, `\cos\theta`. */
function isNamed(side: string): boolean {
  const name = side.trim();
  if (name.length > LONGEST_NAME) return false;
  if (/^\p{L}$/u.test(name)) return true;
  const tokens = latexTokens(plainLatex(name));
  return isName(tokens) || isAskedFor(tokens);
}

/** A text divided at signs of a kind that stand outside all brackets. Never throws; takes time in proportion to the text. */
function divided(text: string, kind: RegExp): readonly string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: sign, index } of text.matchAll(SIGN)) {
    if (OPENING.test(sign)) {
      depth++;
    } else if (CLOSING.test(sign)) {
      depth = Math.max(0, depth - 1);
    } else if (depth === 0 && kind.test(sign) && !isInNumber(text, sign, index)) {
      parts.push(text.slice(start, index));
      start = index + sign.length;
    }
  }
  return [...parts, text.slice(start)];
}

/** The comma of `1,234`. */
function isInNumber(text: string, sign: string, at: number): boolean {
  return (
    sign === ',' &&
    NUMBERS_JOINED.test(text.slice(Math.max(0, at - 1), at + 1)) &&
    /^\d{3}(?!\d)/.test(text.slice(at + 1, at + 5))
  );
}
