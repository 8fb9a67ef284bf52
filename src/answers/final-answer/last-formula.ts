import { bareAnswer } from '../bare-answer.ts';
import { lastRow } from '../last-row.ts';
import { lastNumberIn } from '../numbers-in.ts';
import { hasProse } from '../prose.ts';
import { lastLine } from './last-line.ts';
import { type MathSpan, mathSpans } from './math-spans.ts';

/** How far around the number its formula is looked for. */
const REACH = 800;
const JOINT = /^\s?(?:,\s?(?:and\s|or\s)?|(?:and|or)\s)$/;
const NAMED = /^\s?\\?[A-Za-z]{1,7}(?:_\w|_\{\w{1,3}\})?\s?=[^=]*$/;
const END = /^[\s.!*_]*$/;

/**
 * The formula that the last number of a text stands in, from its last `=`; formulas joined by commas, `and`, `or` as one. In a
 * last line without any number, the formula at its end.
 */
export function lastFormula(text: string): string | null {
  const line = lastLine(text);
  if (!/\d/.test(line)) return formulaAtEnd(line);
  const last = lastNumberIn(text);
  if (last === null) return null;
  const from = Math.max(0, last.start - REACH);
  const near = text.slice(from, last.end + REACH);
  const spans = mathSpans(near);
  const at = spans.findIndex(({ start, end }) => from + start <= last.start && from + end >= last.end);
  return at < 0 ? null : joined(near, spans, at);
}

function formulaAtEnd(line: string): string | null {
  const spans = mathSpans(line);
  const isAtEnd = END.test(line.slice(spans.at(-1)?.end ?? 0));
  return isAtEnd && spans.length > 0 ? joined(line, spans, spans.length - 1) : null;
}

function joined(text: string, spans: readonly MathSpan[], last: number): string | null {
  const final = spans[last];
  if (final === undefined || hasProse(final.content)) return null;
  let first = last;
  while (first > 0 && areJoined(text, spans[first - 1], spans[first])) first--;
  if (first === last) return bareAnswer(afterEquals(lastRow(final.content)));
  const parts = spans.slice(first, last + 1).map(({ content }) => content.trim());
  return /\sor\s$/.test(text.slice(spans[last - 1]?.end, final.start)) ? parts.join(' or ') : parts.join(', ');
}

/** `$1$ and $-2$`, `$x = 1$, $y = 2$`; but in `$r^2 = 9$ and $r + s = 7$` the second alone is the answer. */
function areJoined(text: string, a: MathSpan | undefined, b: MathSpan | undefined): boolean {
  if (a === undefined || b === undefined || !JOINT.test(text.slice(a.end, b.start))) return false;
  return (NAMED.test(a.content) && NAMED.test(b.content)) || !`${a.content}${b.content}`.includes('=');
}

function afterEquals(formula: string): string {
  return formula.slice(formula.lastIndexOf('=') + 1);
}
