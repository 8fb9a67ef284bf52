import { formulaValue } from '../formula-value.ts';
import { linePieces } from '../line-pieces.ts';
import { lastNumberIn } from '../numbers-in.ts';
import { bareAnswer } from '../plain-text.ts';
import { hasProse } from '../prose.ts';
import { quantityAt } from '../quantity.ts';
import { lastLine } from '../said-text.ts';
import { wholeQuantity } from '../whole-quantity.ts';
import { lastValue, type LastValue } from './last-value.ts';

const WORDS_AT_END = /[\p{L},]\s\*\*(\p{L}[^*\n\d:]{0,60})\*\*[.!]?$|\s\*\*([^*\n\d:\s]{1,3})\*\*[.!]?$/u;
const BOLD = /\*\*([^*\n]{1,300})\*\*|__([^_\n]{1,300})__/g;
const BOLD_JOINT = /^\s?(?:,\s?(?:(?:and|or)\s)?|(?:and|or)\s)$/;
/** Bold text that is only a part of something. */
const GOES_ON_BEFORE = /[\p{L}\d\\^_(+*/=-]$/u;
const GOES_ON_AFTER = /^(?:[\p{L}\d\\^_(]|\s?[+*/^×]\s?\S)/u;

const GOES_ON = /^\s\p{L}/u;
const STATES_MORE =
  /[,;:.?!]\s|\b(?:and|or|so|then|thus|hence|but|because|since|which|is|are|was|were|has|have|had|equals|leav\w{1,5}|giv\w{1,5}|mak\w{1,5}|means)\b/i;
const SUM = /(?<=\p{L}[\p{L}:,]\s)[\d\s.,%()€£$+*/×÷x-]*$/u;
const LONGEST_SUM = 120;
const LONGEST_RESULT = 200;

/** How far around a number its line is read. */
const NUMBER_REACH = 200;
/** How many lines are searched for a formula, from the end. */
const MOST_LINES = 10;

/** The last value in bold in the last line: `she makes **$18** a day`; words only at the end of a line without numbers. */
export function bold(text: string): string | null {
  const line = lastLine(text);
  if (!line.includes('**') && !line.includes('__')) return null;
  let found: { readonly text: string; readonly end: number } | null = null;
  for (const match of line.matchAll(BOLD)) {
    const value = boldValue(match[1] ?? match[2] ?? '');
    const end = match.index + match[0].length;
    if (value === null || GOES_ON_BEFORE.test(line.slice(0, match.index)) || GOES_ON_AFTER.test(line.slice(end))) continue;
    const between: string = found === null ? '' : line.slice(found.end, match.index);
    found = { text: found !== null && BOLD_JOINT.test(between) ? `${found.text}${between}${value}` : value, end };
  }
  return found?.text ?? boldWords(line);
}

function boldValue(inner: string): string | null {
  const content = bareAnswer(inner);
  if (/^\d{1,3}[.):]$/.test(inner.trim())) return null;
  if (wholeQuantity(content) !== null) return content;
  return /\d|\\|\S[-+=<>≤≥≠]|[-+=<>≤≥≠]\s?\S/.test(content) && !hasProse(content) ? bareAnswer(formulaValue(content)) : null;
}

function boldWords(line: string): string | null {
  const [, content, sign] = /\d/.test(line) ? [] : (WORDS_AT_END.exec(line) ?? []);
  return content === undefined && sign === undefined ? null : bareAnswer(content ?? sign ?? '');
}

/** The end of the last line, after its last `=`: `16 - 3 - 4 = 9`. Of an equation that is not solved (`2x = 5`), nothing. */
export function afterLastEquals(text: string): string | null {
  const line = lastLine(text);
  const at = line.lastIndexOf('=');
  if (at < 0 || /[<>!=:/]$|\\neq?\s?$/.test(line.slice(0, at)) || line[at + 1] === '>') return null;
  if (isSum(line.slice(Math.max(0, at - LONGEST_SUM), at)) && !/[$\\`]\s?\.?$/.test(line))
    return withDigit(resultIn(line.slice(at + 1)));
  const own = linePieces(line).find(({ start, end }) => start <= at && at < end);
  if (own?.isDelimited === true || (own !== undefined && lastValue(line)?.isJoined === true)) return null;
  const value = own === undefined ? null : formulaValue(own.text);
  if (value !== null && value === own?.text && own.end > at + 1) return null;
  if (own !== undefined && value !== null && /^[\s.!*_]*$/.test(line.slice(own.end))) return withDigit(bareAnswer(value));
  return withDigit(resultIn(line.slice(at + 1)));
}

/** Whether a text ends in a plain calculation; most of them are, and need no closer look. */
function isSum(text: string): boolean {
  const sum = SUM.exec(text)?.[0];
  return sum !== undefined && /\d/.test(sum) && !/\dx|x\d|,\s/.test(sum);
}

function resultIn(text: string): string | null {
  const result = bareAnswer(text.replace(/\*\*|__/g, ''));
  if (result.length > LONGEST_RESULT) return null;
  return wholeQuantity(result) !== null || !hasProse(result) ? result : quantityInFront(result);
}

function withDigit(text: string | null): string | null {
  return text !== null && /\d/.test(text) ? text : null;
}

/** `15 liters out of the 24`: what follows is still about this number, and states no other. */
function quantityInFront(text: string): string | null {
  const quantity = quantityAt(text, 0);
  if (quantity === null) return null;
  const rest = text.slice(quantity.end);
  return GOES_ON.test(rest) && !STATES_MORE.test(rest) ? bareAnswer(text.slice(0, quantity.end)) : null;
}

/**
 * The last value of a text: of the last line that has one. A number in words only if it is the whole last line. Nothing is cut out of
 * an expression, a list or a formula.
 */
export function lastPlaced(text: string): LastValue | null {
  const line = lastLine(text);
  return lastValue(line) ?? numberLine(line) ?? earlierFormula(text) ?? earlierNumber(text);
}

function numberLine(line: string): LastValue | null {
  const bare = bareAnswer(line);
  return wholeQuantity(bare) === null ? null : { text: bare, kind: 'number', isJoined: false };
}

/** The last value of one of the lines before the last, up to the nearest with a number. */
function earlierFormula(text: string): LastValue | null {
  const lines = text.slice(-4000).trimEnd().split('\n').slice(-MOST_LINES, -1).reverse();
  for (const line of lines) {
    const value = /[\d$\\]/.test(line) && line.length < 2000 ? lastValue(line) : null;
    if (value !== null && (value.kind === 'number' || /[\d\\+*/^=-]/.test(value.text))) return value;
  }
  return null;
}

function earlierNumber(text: string): LastValue | null {
  const last = lastNumberIn(text);
  if (last === null) return null;
  const lineEnd = text.indexOf('\n', last.end);
  const start = Math.max(text.lastIndexOf('\n', last.start) + 1, last.start - NUMBER_REACH);
  return lastValue(text.slice(start, Math.min(lineEnd < 0 ? text.length : lineEnd, last.end + NUMBER_REACH)));
}
