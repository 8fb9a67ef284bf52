import { hasProse } from './prose.ts';

const OPENER = /\\\\|\\\$|\\\(|\\\[|\$\$?|\\begin\{(?:aligned|align|gathered|gather|split|equation|eqnarray|multline)\*?\}/g;
const IN_DOLLARS = /(?:[^$\n\\]|\\.){1,1000}\$/y;
const LONGEST = 1000;
/** What closes each delimiter but the single dollar. */
const CLOSERS: Readonly<Record<string, string>> = { $$: '$$', '\\(': '\\)', '\\[': '\\]' };
/** A formula does not end in the middle: between two prices stands `5 + `. */
const BREAKS_OFF = /(?:[-+*/×·÷=,;:<>^_(]|\b(?:and|or)|\d\sx)\s*$/;

const ALIGNED = /\\(?:begin|end)\{(?:aligned|align\*?|gathered|gather\*?|split|equation\*?|eqnarray\*?|multline\*?)\}/g;
const ROW_SIGN = /\\(?:begin|end)(?![A-Za-z])|\\\\(?:\[\d{1,3}[a-z]{2}\])?/g;
const SIGN = /^\s*(?:=|\\(?:implies|Rightarrow|Longrightarrow)(?![a-zA-Z]))/;

/** A formula between math delimiters, and its place in the text, delimiters included. */
export interface MathSpan {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/**
 * The formulas of a text between `$…$`, `$$…$$`, `\(…\)`, `\[…\]` or in `align` and the like, in order, with or without blanks
 * inside. `$5 and $7` are prices. Takes time in proportion to the text.
 */
export function mathSpans(text: string): MathSpan[] {
  const spans: MathSpan[] = [];
  const closings = new Map<string, number>();
  OPENER.lastIndex = 0;
  for (let match = OPENER.exec(text); match !== null; match = OPENER.exec(text)) {
    const span = spanAt(text, match.index, match[0], closings);
    if (span === null) {
      if (match[0] === '$$') OPENER.lastIndex = match.index + 1;
      continue;
    }
    spans.push(span);
    OPENER.lastIndex = span.end;
  }
  return spans;
}

/** The formula that this delimiter opens. `closings` keeps where the next delimiter of a kind closes, so that no part is searched twice. */
function spanAt(text: string, start: number, opener: string, closings: Map<string, number>): MathSpan | null {
  if (opener === '$') return dollarSpan(text, start);
  const isEnvironment = opener.startsWith('\\begin');
  const closer = isEnvironment ? opener.replace('begin', 'end') : CLOSERS[opener];
  if (closer === undefined) return null;
  const from = start + opener.length;
  let end = closings.get(closer) ?? -1;
  if (end < from) {
    const found = text.indexOf(closer, from);
    end = found < 0 ? Infinity : found;
    closings.set(closer, end);
  }
  if (end <= from || end - from > LONGEST) return null;
  const content = isEnvironment ? text.slice(start, end + closer.length) : text.slice(from, end);
  return { start, end: end + closer.length, content };
}

function dollarSpan(text: string, start: number): MathSpan | null {
  IN_DOLLARS.lastIndex = start + 1;
  const inner = IN_DOLLARS.exec(text)?.[0].slice(0, -1);
  if (inner === undefined) return null;
  const end = start + 1 + inner.length + 1;
  return isFormula(inner, text.slice(end, end + 2)) ? { start, end, content: inner } : null;
}

/** Whether what stands between two dollars is a formula, not the text between two prices. */
function isFormula(inner: string, after: string): boolean {
  if (/^\d/.test(after) || inner.trim() === '') return false;
  const [isOpenedWide, isClosedWide] = [/^\s/.test(inner), /\s$/.test(inner)];
  if (!isOpenedWide && !isClosedWide) return true;
  if (isOpenedWide !== isClosedWide && !/[\\^_{]/.test(inner)) return false;
  return !BREAKS_OFF.test(inner) && !/^\s\d/.test(after) && !hasProse(inner);
}

/** The last row of aligned formulas; any other formula as it is. */
export function lastRow(latex: string): string {
  if (!latex.includes('\\begin')) return latex;
  const inner = latex.replace(ALIGNED, '');
  if (inner === latex) return latex;
  const row = rowsOf(inner).findLast((each) => each.replace(/[\s&.,]/g, '') !== '') ?? '';
  return (row.includes('\\begin') ? row.replace(/^\s*&/, ' ') : row.replaceAll('&', ' ')).replace(SIGN, '').trim();
}

/** The rows of a formula; those of a matrix in it stay together. */
function rowsOf(latex: string): string[] {
  const rows: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: sign, index } of latex.matchAll(ROW_SIGN)) {
    if (sign.startsWith('\\b')) {
      depth++;
    } else if (sign.startsWith('\\e')) {
      depth--;
    } else if (depth === 0) {
      rows.push(latex.slice(start, index));
      start = index + sign.length;
    }
  }
  return [...rows, latex.slice(start)];
}
