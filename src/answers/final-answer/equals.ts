import { bareAnswer } from '../bare-answer.ts';
import { hasProse } from '../prose.ts';
import { quantityAt } from '../quantity.ts';
import { wholeQuantity } from '../whole-quantity.ts';
import { lastLine } from './last-line.ts';
import { mathSpans } from './math-spans.ts';

const GOES_ON = /^\s\p{L}/u;
const STATES_MORE =
  /[,;:.?!]\s|\b(?:and|or|so|then|thus|hence|but|because|since|which|is|are|was|were|has|have|had|equals|leav\w{1,5}|giv\w{1,5}|mak\w{1,5}|means)\b/i;
const CLOSER = /(?<=\S)\$(?=\s)|\\[)\]]/;
const MOST_CHARACTERS = 120;

/** What the last line ends with behind its last `=`: `16 - 3 - 4 = 9`. */
export function equals(text: string): string | null {
  const line = lastLine(text);
  const at = line.lastIndexOf('=');
  if (at < 0 || isInFormula(line, at) || /[<>!=:]$|\\neq?\s?$/.test(line.slice(0, at))) return null;
  const result = bareAnswer(
    upToDelimiter(line.slice(at + 1))
      .replace(/\*\*|__/g, '')
      .replace(/\s?(?:\$|\\[)\]])\s?\.?$/, ''),
  );
  if (result.length > MOST_CHARACTERS || !/\d/.test(result)) return null;
  return wholeQuantity(result) !== null || !hasProse(result) ? result : quantityInFront(result);
}

/** Of formulas between delimiters, that of the last number counts, with what is joined to it. */
function isInFormula(line: string, at: number): boolean {
  const spans = mathSpans(line);
  return spans.length > 1 && spans.some(({ start, end }) => start < at && at < end);
}

/** Without what stands behind the end of the formula, if that states no number: `\frac{5}{3}$ as desired`. */
function upToDelimiter(text: string): string {
  const end = CLOSER.exec(text);
  return end === null || /\d/.test(text.slice(end.index)) ? text : text.slice(0, end.index);
}

/** `15 liters out of the 24`: what follows goes on about this number, and states no other one. */
function quantityInFront(text: string): string | null {
  const quantity = quantityAt(text, 0);
  if (quantity === null) return null;
  const rest = text.slice(quantity.end);
  return GOES_ON.test(rest) && !STATES_MORE.test(rest) ? bareAnswer(text.slice(0, quantity.end)) : null;
}
