import { formulaValue } from '../formula-value.ts';
import { lastRow } from '../formulas.ts';
import { linePieces, type Piece } from '../line-pieces.ts';
import { type FoundNumber, numbersIn } from '../numbers-in.ts';
import { numericEqual } from '../numeric-equality.ts';
import { bareAnswer } from '../plain-text.ts';
import { hasProse } from '../prose.ts';
import { withUnitAfter } from '../whole-quantity.ts';

/** What a line states last. */
export interface LastValue {
  readonly text: string;
  readonly kind: 'formula' | 'number';
  /** It is several values, joined by a comma, `and` or `or`. */
  readonly isJoined: boolean;
}

interface Line {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly numbers: readonly FoundNumber[];
}

/** A value, and the first of the pieces that it is made of. */
interface Found extends LastValue {
  readonly piece: number;
}

const REMARK = /(?<=[^\n]\s)\((?=[^()\n]{0,100}(?:\p{L}{3}|[=×*+÷]))[^()\n]{1,150}\)[\s.!*_]*$/u;
/** The text between a value and a remark about it. */
const COUNTED = /^(?:\s\p{L}+){0,3}[\s*_$]{1,3}$/u;
/** `n is not equal to 3` */
const DENIED = /(?:\bnot|\bcannot|n['’]t)\s(?:equals?\s(?:to\s)?|be\s)?$/i;
const UNFINISHED = /(?:[-+*/^×·÷=<>≤≥≠∪∩]|\\[A-Za-z]+)\s*$/;
const JOINT = /^\s?(?:[,;&]\s?(?:(?:and|or)\s)?|(?:and|or)\s(?:maybe\s|perhaps\s|even\s)?)$/;
const MARKS = /\*\*|__|`/g;
const NAMED = /^\s?\\?[A-Za-z]{1,7}(?:_\w|_\{\w{1,3}\})?\s?=[^=]*$/;
const LINE_END = /^[\s.!?*_`"”'’)]*$/;

const LONE_NAME =
  /^\s*(?:[A-Za-z]{1,7}|\\(?!(?:pi|infty|emptyset|varnothing)(?![a-z]))[a-z]{1,8})(?:_\w|_\{[^{}]{1,9}\})?'?\s*$/;
/** Dates, versions and the like. */
const NO_VALUE = /^\d{1,9}([-/.])\d{1,9}(?:\1\d{1,9}){1,6}$/;
const RATIO = /^\d{1,9}(?:\s?:\s?\d{1,9}){1,6}$/;
const RATIO_IS = /^\s*$|(?:\b(?:is|are|be|ratio|ratio of|get|obtain|gives?|equals)|[=:])\s*$/;
const MARK_OF_MATHS = /\\(?![%$])\S|[√π∞∪∩²³]|[\d.]\p{L}|\p{L}[\d^(]|^[([].*[,;].*[)\]]$|\d\sx\s\d|^[±<>≤≥≠]/u;
const BETWEEN_OPERANDS = /[\p{L}\p{N})}\]!]\s?(?:[-+*/×·÷=<>≤≥≠±^_]|[<>!]=|=\/=)\s?[\p{L}\p{N}({[\\√π.+-]/u;
/** What may surround a number without making it something else. */
const OF_AN_EXPRESSION = /[\p{L}\d!+*/^×·÷=<>≤≥≠±√\\{}|_-]/u;
const LIST = /^(?:[^,;]{1,60}[,;]\s){1,30}[^,;]{1,60}$/;

/** The last value of a line, whole: a formula between delimiters, an expression, a list, or a number with its unit. `null` if it has none. */
export function lastValue(line: string): LastValue | null {
  return beforeRemark(line) ?? valueFrom(readLine(line), line.length);
}

/** All values of a line, in order, those that belong together as one. */
export function valuesIn(line: string): readonly LastValue[] {
  const read = readLine(line);
  const values: LastValue[] = [];
  for (let at = read.pieces.length - 1; at >= 0; at--) {
    const found = valueAt(read, at, line.length);
    if (found === null) continue;
    values.unshift(withJoined(read, at, found));
    while (at > 0 && areJoined(read, at - 1)) at--;
  }
  return values;
}

function readLine(text: string): Line {
  return { text, pieces: linePieces(text), numbers: [...numbersIn(text)] };
}

/** `18 (6 of them white)`: if the line ends with a remark in parentheses, the value before it. */
function beforeRemark(line: string): LastValue | null {
  const remark = line.includes('(') ? REMARK.exec(line) : null;
  if (remark === null) return null;
  const before = readLine(line.slice(0, remark.index));
  const last = before.pieces.at(-1);
  const inside = remark[0].replace(/^\(|\)[\s.!*_]*$/g, '');
  if (last === undefined || (/[\\\p{L}]/u.test(inside) && !hasProse(inside)) || UNFINISHED.test(before.text)) return null;
  const end = Math.max(last.end, before.numbers.at(-1)?.end ?? 0);
  return COUNTED.test(before.text.slice(end)) ? valueFrom(before, before.text.length) : null;
}

function valueFrom(line: Line, length: number): LastValue | null {
  for (let at = line.pieces.length - 1; at >= 0; at--) {
    const found = valueAt(line, at, length);
    if (found !== null) return withJoined(line, at, found);
  }
  return null;
}

function valueAt(line: Line, at: number, length: number): Found | null {
  const piece = line.pieces[at];
  if (piece === undefined || DENIED.test(line.text.slice(Math.max(0, piece.start - 20), piece.start))) return null;
  const isLast = LINE_END.test(line.text.slice(piece.end, length));
  return piece.isDelimited
    ? formulaOf(line, piece, at, isLast)
    : (numberOf(line, piece, at) ?? expressionOf(line, piece, at, isLast));
}

/** A formula between delimiters, unless it only mentions a name in the middle of the line. */
function formulaOf(line: Line, { text, end }: Piece, piece: number, isLast: boolean): Found | null {
  if (hasProse(text) || text.trim() === '' || (!isLast && LONE_NAME.test(text))) return null;
  const value = bareAnswer(formulaValue(lastRow(text)));
  return { text: withUnitAfter(value, line.text.slice(end)), kind: 'formula', piece, isJoined: false };
}

/** A piece that is a number, with its unit. */
function numberOf({ text, numbers }: Line, { start, end, text: own }: Piece, piece: number): Found | null {
  const found = numbers.findLast((number) => number.start < end && number.end > start);
  if (found === undefined) return null;
  const isCovered = found.start <= start && found.end >= end;
  const around = `${text.slice(start, Math.max(start, found.start))}${text.slice(Math.min(end, found.end), end)}`;
  if (!isCovered && (OF_AN_EXPRESSION.test(around) || isTuple(own))) return null;
  return { text: bareAnswer(text.slice(found.start, found.end)), kind: 'number', piece, isJoined: false };
}

function isTuple(text: string): boolean {
  return /^[([]/.test(text) && /[,;]/.test(text);
}

function expressionOf(line: Line, { start, end, text }: Piece, piece: number, isLast: boolean): Found | null {
  if (NO_VALUE.test(text) || LONE_NAME.test(text) || isLabelled(line, start, end, text)) return null;
  const isList = LIST.test(text) && line.numbers.some((number) => number.start < end && number.end > start);
  const kind = isList && !MARK_OF_MATHS.test(text) ? 'number' : 'formula';
  const isExpression =
    isList ||
    MARK_OF_MATHS.test(text) ||
    ((isLast || /\d/.test(text)) && BETWEEN_OPERANDS.test(text)) ||
    (isLast && RATIO.test(text) && RATIO_IS.test(line.text.slice(Math.max(0, start - 20), start)));
  const isCut = !isExpression && line.numbers.some((number) => number.start < end && number.end > start);
  if (!isExpression && !isCut) return null;
  return { text: bareAnswer(withUnit(line, end, formulaValue(text))), kind, piece, isJoined: isList };
}

/** The result `9` of `24 - 15 = 9 liters` with its unit. */
function withUnit({ text, numbers }: Line, end: number, value: string): string {
  const number = numbers.findLast((each) => each.start < end);
  return number !== undefined && number.end > end && text.slice(number.start, end) === value
    ? text.slice(number.start, number.end)
    : value;
}

/** A single number in this piece that is none of the line's: `step 3)`, `May 5`. */
function isLabelled({ numbers }: Line, start: number, end: number, text: string): boolean {
  return (
    /^[^\\\p{L}]*$/u.test(text) &&
    !BETWEEN_OPERANDS.test(text) &&
    !RATIO.test(text) &&
    !numbers.some((number) => number.start < end && number.end > start)
  );
}

/** The value with those before it that belong to it: `3, 5 and 8`, `18 or 20`, `$x = 1$ and $x = -2$`. */
function withJoined(line: Line, last: number, found: Found): LastValue {
  let first = last;
  while (first > 0 && areJoined(line, first - 1)) first--;
  if (first === last) return found;
  const pieces = line.pieces.slice(first, last + 1);
  const end = line.pieces[last]?.end ?? 0;
  const numberEnd = line.numbers.findLast((number) => number.start < end)?.end ?? 0;
  if (pieces.every(({ isDelimited }) => !isDelimited))
    return { ...found, isJoined: true, text: bareAnswer(line.text.slice(pieces[0]?.start, Math.max(end, numberEnd))) };
  const [one, other, ...more] = pieces;
  if (one !== undefined && other !== undefined && more.length === 0 && numericEqual(one.text, other.text)?.equal === true)
    return { ...found, text: bareAnswer(one.text) };
  const isEither = /\bor\s$/.test(line.text.slice(pieces.at(-2)?.end, pieces.at(-1)?.start));
  return { kind: 'formula', isJoined: true, text: pieces.map(({ text }) => text.trim()).join(isEither ? ' or ' : ', ') };
}

/** In `$r^2 = 9$ and $r + s = 7$` only the second is the answer. */
function areJoined(line: Line, at: number): boolean {
  const [a, b] = [line.pieces[at], line.pieces[at + 1]];
  if (a === undefined || b === undefined) return false;
  const between = line.text.slice(a.end, b.start).replace(MARKS, '');
  if (!JOINT.test(between) || LONE_NAME.test(a.text) !== LONE_NAME.test(b.text)) return false;
  if (valueAt(line, at, a.end) === null) return false;
  return (NAMED.test(a.text) && NAMED.test(b.text)) || !`${a.text}${b.text}`.includes('=');
}
