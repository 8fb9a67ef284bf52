import { hasProse, lastRow, type MathSpan, mathSpans } from '../formulas.ts';
import { type FoundNumber, lastNumberIn, numbersIn } from '../numbers-in.ts';
import { bareAnswer } from '../plain-text.ts';
import { quantityAt } from '../quantity.ts';
import { lastLine } from '../said-text.ts';
import { wholeQuantity } from '../whole-quantity.ts';
import { expressionAround, expressionAtEnd } from './expression-around.ts';

const WORDS_AT_END = /[\p{L},]\s\*\*(\p{L}[^*\n\d:]{0,60})\*\*[.!]?$|\s\*\*([^*\n\d:\s]{1,3})\*\*[.!]?$/u;
const BOLD = /\*\*([^*\n]{1,120})\*\*|__([^_\n]{1,120})__/g;

const GOES_ON = /^\s\p{L}/u;
const STATES_MORE =
  /[,;:.?!]\s|\b(?:and|or|so|then|thus|hence|but|because|since|which|is|are|was|were|has|have|had|equals|leav\w{1,5}|giv\w{1,5}|mak\w{1,5}|means)\b/i;
const CLOSER = /(?<=\S)\$(?=\s)|\\[)\]]/;
const LONGEST_RESULT = 120;

/** How far around a number its formula is searched for. */
const FORMULA_REACH = 800;
const FORMULA_JOINT = /^\s?(?:,\s?(?:and\s|or\s)?|(?:and|or)\s)$/;
const NAMED = /^\s?\\?[A-Za-z]{1,7}(?:_\w|_\{\w{1,3}\})?\s?=[^=]*$/;
const FORMULA_END = /^[\s.!*_]*$/;

/** How far around the last number the rest of a point, list or expression is searched for. */
const NUMBER_REACH = 200;
const REMARK = /(?<=[^\n]\s)\((?=[^()\n]{0,100}(?:\p{L}{3}|[=×*+÷]))[^()\n]{1,150}\)[\s.!*_]*$/u;
/** The text between a number and a remark about it. */
const COUNTED = /^(?:\s\p{L}+){0,3}[\s*_$]{1,3}$/u;
const NUMBER_JOINT = /^(?:,\s|,?\s(?:and|or)\s(?:maybe\s|perhaps\s|even\s)?)$/;
const TUPLE = /[([]\s?[^()[\]\s,;]{1,40}(?:,\s[^()[\]\s,;]{1,40}){1,9}\s?[)\]]/g;

const REFUSED =
  /(?:(?:n['’]t\spossible\sto|\b(?:can(?:['’]t|not|\snot)|could(?:n['’]t|\snot)|(?:un|not\s)able\sto|(?:im|not\s)possible\sto))\s(?:be\s)?(?:\p{L}+ly\s|really\s)?(?:(?:determin|solv|answer|assist|calculat|comput|decid|conclud|provid)\p{L}*|help\s(?:you\s)?with|say(?=[.,;]|$|\s(?:which|what|how)))|\b(?:not\senough|isn['’]t\senough|insufficient)\s(?:information|data)|\bI\s(?:do\snot|don['’]t)\sknow)(?!\p{L})/iu;
const CONCLUDES = /\b(?:so|therefore|thus|hence|instead)\b/i;
const CUT_OFF = /(?:[=+×÷(]|\s\*|\b(?:is|are|and|or|equals|plus|minus)|(?:^|\s)\\?\$)$/i;

type Span = readonly [start: number, end: number];

/** The last value in bold in the last line: `she makes **$18** a day`; words only at the end of a line without numbers. */
export function bold(text: string): string | null {
  let found: string | null = null;
  const line = lastLine(text);
  for (const match of line.matchAll(BOLD)) {
    const content = bareAnswer(match[1] ?? match[2] ?? '');
    const isValue = wholeQuantity(content) !== null || (/\d|\\/.test(content) && !hasProse(content));
    if (isValue && !/^\d{1,3}[.):]?$/.test((match[1] ?? match[2] ?? '').trim().replace(/^\d{1,3}$/, ''))) found = content;
  }
  return found ?? boldWords(line);
}

function boldWords(line: string): string | null {
  const [, content, sign] = /\d/.test(line) ? [] : (WORDS_AT_END.exec(line) ?? []);
  return content === undefined && sign === undefined ? null : bareAnswer(content ?? sign ?? '');
}

/** The end of the last line, after its last `=`: `16 - 3 - 4 = 9`. */
export function afterLastEquals(text: string): string | null {
  const line = lastLine(text);
  const at = line.lastIndexOf('=');
  if (at < 0 || isInFormula(line, at) || /[<>!=:]$|\\neq?\s?$/.test(line.slice(0, at))) return null;
  const result = bareAnswer(
    upToDelimiter(line.slice(at + 1))
      .replace(/\*\*|__/g, '')
      .replace(/\s?(?:\$|\\[)\]])\s?\.?$/, ''),
  );
  if (result.length > LONGEST_RESULT || !/\d/.test(result)) return null;
  return wholeQuantity(result) !== null || !hasProse(result) ? result : quantityInFront(result);
}

/** Whether this place is in one of several formulas between delimiters: then a later rule takes the last formula. */
function isInFormula(line: string, at: number): boolean {
  const spans = mathSpans(line);
  return spans.length > 1 && spans.some(({ start, end }) => start < at && at < end);
}

/** The text up to the end of the formula, unless a number follows: `\frac{5}{3}$ as desired`. */
function upToDelimiter(text: string): string {
  const end = CLOSER.exec(text);
  return end === null || /\d/.test(text.slice(end.index)) ? text : text.slice(0, end.index);
}

/** `15 liters out of the 24`: what follows is still about this number, and states no other. */
function quantityInFront(text: string): string | null {
  const quantity = quantityAt(text, 0);
  if (quantity === null) return null;
  const rest = text.slice(quantity.end);
  return GOES_ON.test(rest) && !STATES_MORE.test(rest) ? bareAnswer(text.slice(0, quantity.end)) : null;
}

/**
 * The formula around the last number of a text, from its last `=`; formulas joined by commas, `and` or `or` are one. If the
 * last line has no number, the formula at its end.
 */
export function lastFormula(text: string): string | null {
  const line = lastLine(text);
  if (!/\d/.test(line)) return formulaAtEnd(line);
  const last = lastNumberIn(text);
  if (last === null) return null;
  const from = Math.max(0, last.start - FORMULA_REACH);
  const near = text.slice(from, last.end + FORMULA_REACH);
  const spans = mathSpans(near);
  const at = spans.findIndex(({ start, end }) => from + start <= last.start && from + end >= last.end);
  return at < 0 ? null : joinedFormulas(near, spans, at);
}

function formulaAtEnd(line: string): string | null {
  const spans = mathSpans(line);
  const isAtEnd = FORMULA_END.test(line.slice(spans.at(-1)?.end ?? 0));
  return isAtEnd && spans.length > 0 ? joinedFormulas(line, spans, spans.length - 1) : null;
}

function joinedFormulas(text: string, spans: readonly MathSpan[], last: number): string | null {
  const final = spans[last];
  if (final === undefined || hasProse(final.content)) return null;
  let first = last;
  while (first > 0 && areJoined(text, spans[first - 1], spans[first])) first--;
  if (first === last) return bareAnswer(afterEquals(lastRow(final.content)));
  const parts = spans.slice(first, last + 1).map(({ content }) => content.trim());
  return /\sor\s$/.test(text.slice(spans[last - 1]?.end, final.start)) ? parts.join(' or ') : parts.join(', ');
}

/** `$1$ and $-2$` are one answer, so are `$x = 1$, $y = 2$`; in `$r^2 = 9$ and $r + s = 7$` only the second is. */
function areJoined(text: string, a: MathSpan | undefined, b: MathSpan | undefined): boolean {
  if (a === undefined || b === undefined || !FORMULA_JOINT.test(text.slice(a.end, b.start))) return false;
  return (NAMED.test(a.content) && NAMED.test(b.content)) || !`${a.content}${b.content}`.includes('=');
}

function afterEquals(formula: string): string {
  return formula.slice(formula.lastIndexOf('=') + 1);
}

/**
 * The last number of a text, with the rest of the point, list or expression that it is part of. If the sentence ends with a
 * remark in parentheses, the number before them. A number in words only if it is the whole last line.
 */
export function lastNumber(text: string): string | null {
  const atEnd = expressionAtEnd(lastLine(text));
  if (atEnd !== null) return bareAnswer(atEnd);
  const last = lastNumberIn(text);
  if (last === null) return numberLine(text);
  const from = Math.max(0, last.start - NUMBER_REACH);
  const near = text.slice(from, last.end + NUMBER_REACH);
  const here = { start: last.start - from, end: last.end - from };
  const [start, end] = tupleAround(near, here) ?? beforeRemark(near, here) ?? listUpTo(near, here) ?? [here.start, here.end];
  return bareAnswer(expressionAround(near, start, end) ?? near.slice(start, end));
}

function numberLine(text: string): string | null {
  const line = bareAnswer(lastLine(text));
  return wholeQuantity(line) === null ? null : line;
}

function tupleAround(text: string, { start, end }: FoundNumber): Span | null {
  for (const match of text.matchAll(TUPLE))
    if (match.index < start && match.index + match[0].length > end) return [match.index, match.index + match[0].length];

  return null;
}

function beforeRemark(text: string, { start }: FoundNumber): Span | null {
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const lineEnd = text.indexOf('\n', start);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const remark = REMARK.exec(line);
  if (remark === null || lineStart + remark.index > start) return null;
  const sentence = line.slice(0, remark.index);
  const sentenceStart = Math.max(...[...sentence.matchAll(/[.!?]\s/g)].map(({ index }) => index + 1), 0);
  const before = [...numbersIn(line.slice(0, remark.index), sentenceStart)].at(-1);
  if (before === undefined || !COUNTED.test(line.slice(before.end, remark.index))) return null;
  return [lineStart + before.start, lineStart + before.end];
}

/** `3, 5 and 8`, `18 or 20`: not a single number. */
function listUpTo(text: string, { start, end }: FoundNumber): Span | null {
  let first = start;
  for (const number of [...numbersIn(text.slice(0, start))].reverse()) {
    if (!NUMBER_JOINT.test(text.slice(number.end, first))) break;
    first = number.start;
  }
  return first === start ? null : [first, end];
}

/** Whether the last line refuses to answer or breaks off before the answer: then no number in it is an answer. */
export function isUndecided(lastLine: string): boolean {
  const refused = REFUSED.exec(lastLine);
  if (refused !== null && !CONCLUDES.test(lastLine.slice(refused.index + refused[0].length))) return true;
  return CUT_OFF.test(lastLine);
}
