import { bareAnswer } from '../bare-answer.ts';
import { type FoundNumber, lastNumberIn, numbersIn } from '../numbers-in.ts';
import { wholeQuantity } from '../whole-quantity.ts';
import { expressionAround, expressionAtEnd } from './expression-around.ts';
import { lastLine } from './last-line.ts';

/** How far before the last number there is what belongs to it. */
const REACH = 200;
const REMARK = /(?<=[^\n]\s)\((?=[^()\n]{0,100}(?:\p{L}{3}|[=×*+÷]))[^()\n]{1,150}\)[\s.!*_]*$/u;
/** What stands between a number and a remark about it. */
const COUNTED = /^(?:\s\p{L}+){0,3}[\s*_$]{1,3}$/u;
const JOINT = /^(?:,\s|,?\s(?:and|or)\s(?:maybe\s|perhaps\s|even\s)?)$/;
const TUPLE = /[([]\s?[^()[\]\s,;]{1,40}(?:,\s[^()[\]\s,;]{1,40}){1,9}\s?[)\]]/g;

/**
 * The last number of a text, with what makes it more than a number: the rest of a point, a list or an expression. Of a
 * sentence that ends with a remark in parentheses, the number before them. In words, where it is the whole last line.
 */
export function lastNumber(text: string): string | null {
  const atEnd = expressionAtEnd(lastLine(text));
  if (atEnd !== null) return bareAnswer(atEnd);
  const last = lastNumberIn(text);
  if (last === null) return inWords(text);
  const from = Math.max(0, last.start - REACH);
  const near = text.slice(from, last.end + REACH);
  const here = { start: last.start - from, end: last.end - from };
  const [start, end] = tupleAround(near, here) ?? beforeRemark(near, here) ?? listUpTo(near, here) ?? [here.start, here.end];
  return bareAnswer(expressionAround(near, start, end) ?? near.slice(start, end));
}

type Span = readonly [start: number, end: number];

function inWords(text: string): string | null {
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

/** `3, 5 and 8`, `18 or 20`: no single number. */
function listUpTo(text: string, { start, end }: FoundNumber): Span | null {
  let first = start;
  for (const number of [...numbersIn(text.slice(0, start))].reverse()) {
    if (!JOINT.test(text.slice(number.end, first))) break;
    first = number.start;
  }
  return first === start ? null : [first, end];
}
