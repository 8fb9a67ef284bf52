import { mathSpans } from './formulas.ts';
import { isMathWord, isProseWord } from './prose.ts';

/** A stretch of a line without words between: a formula between delimiters, or plain mathematics. */
export interface Piece {
  /** Where it begins and ends in the line, delimiters included. */
  readonly start: number;
  readonly end: number;
  /** Without delimiters. */
  readonly text: string;
  readonly isDelimited: boolean;
}

const CODE = /`([^`\n]{1,300})`/g;
/** Numbers with all their digits, words, commands with their words, arrows, and single signs. */
const TOKEN =
  /\\(?:text\w{0,10}|mbox|hbox|mathrm|operatorname)\*?\s?\{[^{}]{0,200}\}|\\(?:begin|end)\{[a-z*]{1,20}\}|\\[A-Za-z]+|\\.|[A-Za-z]{1,30}\d[A-Za-z\d]*|\d+(?:st|nd|rd|th)(?!\p{L})|\d+(?:[.,]\d+)*|\p{L}+(?:['’]\p{L}+)*|\s+|[=-]{1,3}>|\*\*|__|[<>!]=|=\/=|\S/gu;
const ARROW = /^(?:[=-]{1,3}>|[⇒⟹→⟶∴•—“”"`|]|\*\*|__|\\(?:implies|Rightarrow|Longrightarrow|therefore))$/u;
const STOP = /^[.;:?!–]$/;
const LETTERS = /^\p{L}/u;
const NAME = /^[A-Za-z]+\d/;
const ORDINAL = /^\d+[a-z]/;
const ONE_LETTER_WORD = /^[aAI]$/;
const OPERATOR = /^(?:[-+*/^_=<>±×·÷√≤≥≠(){}]|[<>!]=|=\/=|\\[A-Za-z]+)$/;
const AFTER_AN_OPERAND =
  /^(?:[-+*/^_=<>±×·÷≤≥≠≈∈]|[<>!]=|=\/=|\\(?:leq?|geq?|neq?|leqslant|geqslant|lt|gt|in|cdot|times|div|pm|mp|approx|equiv|cup|cap))$/;
const OPENING_COMMAND = /^(?:\\[A-Za-z]+|[\]^_}])$/;
/** After these a minus with a blank behind it is a sign; after other words it is a dash. */
const STATING = /(?:^|\b(?:is|are|was|be|get|obtain|have|gives?|equals?|to|of|by)|[=:(,])\s*$/i;
const DASH = /^[-–]\s+/;
const BEFORE = /^(?:[\s,;:~=≈_*]|\.(?!\d))+/;
const AFTER = /[\s.,;:?_*~]+$/;
const EXCLAMATION = /(?<=\d)!+$|\s[-–]$/;
const BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/**
 * The mathematics of a line, in order: what stands between delimiters, and the stretches between its words. A number or formula is
 * in one piece as a whole. Takes time in proportion to the line.
 */
export function linePieces(line: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of delimited(line)) {
    pieces.push(...plainPieces(line, at, span.start), { ...span, text: span.content, isDelimited: true });
    at = span.end;
  }
  return [...pieces, ...plainPieces(line, at, line.length)];
}

function delimited(line: string): { start: number; end: number; content: string }[] {
  const spans = /[$\\]/.test(line) ? mathSpans(line) : [];
  if (!line.includes('`')) return spans;
  const code = [...line.matchAll(CODE)].map(({ 0: whole, 1: content = '', index }) => ({
    start: index,
    end: index + whole.length,
    content,
  }));
  const apart = code.filter(({ start, end }) => spans.every((span) => span.end <= start || span.start >= end));
  return [...spans, ...apart].sort((a, b) => a.start - b.start);
}

function plainPieces(line: string, from: number, to: number): Piece[] {
  const text = line.slice(from, to);
  if (text.trim() === '') return [];
  const pieces: Piece[] = [];
  for (const [start, end] of stretches(text)) {
    const piece = trimmed(line, from + start, from + end);
    if (piece !== null) pieces.push(piece);
  }
  return pieces;
}

/** The stretches between words, arrows, and the ends of sentences and clauses. The tokens are the text, all of it. */
function stretches(text: string): (readonly [start: number, end: number])[] {
  const tokens = text.match(TOKEN) ?? [];
  const found: (readonly [number, number])[] = [];
  let [depth, start, at] = [0, -1, 0];
  for (const [index, token] of tokens.entries()) {
    if (/^\s/.test(token) && !token.includes('\n')) {
      at += token.length;
      continue;
    }
    depth = Math.max(0, depth + depthChange(tokens, index, depth));
    if (depth > 0 || !divides(tokens, index)) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      found.push([start, at]);
      start = -1;
    }
    at += token.length;
  }
  return start < 0 ? found : [...found, [start, text.length]];
}

/** Words in the braces of a command, a set or a matrix belong to it. */
function depthChange(tokens: readonly string[], at: number, depth: number): number {
  const sign = tokens[at] ?? '';
  if (sign === '\\{' || sign.startsWith('\\begin') || (sign === '{' && (depth > 0 || isBehindCommand(tokens, at)))) return 1;
  return sign === '}' || sign === '\\}' || sign.startsWith('\\end') ? -1 : 0;
}

function isBehindCommand(tokens: readonly string[], at: number): boolean {
  const before = tokens[at - 1] ?? '';
  return OPENING_COMMAND.test(/^\s/.test(before) ? (tokens[at - 2] ?? '') : before);
}

function divides(tokens: readonly string[], at: number): boolean {
  const token = tokens[at] ?? '';
  const [before, next] = [tokens[at - 1] ?? '', tokens[at + 1] ?? ''];
  if (/^\s/.test(token)) return true;
  if (LETTERS.test(token)) return isProse(tokens, at);
  if (token === '|') return /^\s?$/.test(before) && /^\s?$/.test(next);
  if (token === '**') return !/[\p{L}\d)]$/u.test(before) || !/^[\p{L}\d(]/u.test(next);
  if (ARROW.test(token)) return true;
  if (STOP.test(token)) return isStop(token, before, next);
  return ORDINAL.test(token);
}

/** A sign that ends a sentence or a clause: not the colon of `3 : 2`, nor the `!` of `n!`. */
function isStop(sign: string, before: string, next: string): boolean {
  if (sign === '!') return !/^[\p{L}\d)}]/u.test(before);
  if (sign === '–') return /^\s/.test(before);
  if (sign === ':') return !/^\s?$/.test(before) && /^\s|^$/.test(next);
  return /^\s|^$/.test(next) || /^["”'*_)]/.test(next);
}

function isProse(tokens: readonly string[], at: number): boolean {
  const word = tokens[at] ?? '';
  const [before, next] = [tokens[at - 1] ?? '', tokens[at + 1] ?? ''];
  if (NAME.test(word)) return !isMathWord(word.replace(/\d.*$/, '')) && !isBesideOperator(tokens, at) && !/^\d/.test(before);
  if (word.length === 1)
    return ONE_LETTER_WORD.test(word) && /^\s|^$/.test(before) && /^\s|^$/.test(next) && !isBesideOperator(tokens, at);
  if (/^[ap]m$/i.test(word) && /^\s|^\d/.test(before)) return true;
  if (!isProseWord(word)) return false;
  return (
    !(/^[\d)}]/.test(before) && word.length < 8 && /\d$/.test(before)) &&
    !/^[\^_]/.test(next) &&
    !(word.length < 5 && /^[+*^]/.test(next))
  );
}

/** Whether an operator stands before or after a token, with or without a blank. */
function isBesideOperator(tokens: readonly string[], at: number): boolean {
  const neighbour = (step: 1 | -1): string => {
    const near = tokens[at + step] ?? '';
    return /^\s/.test(near) ? (tokens[at + 2 * step] ?? '') : near;
  };
  return AFTER_AN_OPERAND.test(neighbour(1)) || (OPERATOR.test(neighbour(-1)) && !/^[(){}]$/.test(neighbour(-1)));
}

/** A stretch without the punctuation, dashes and unmatched brackets around it; `null` if nothing is left. */
function trimmed(line: string, from: number, to: number): Piece | null {
  let [start, end] = [from, to];
  for (let layer = 0; layer < 6; layer++) {
    const text = line.slice(start, end);
    const [before, after] = marginsOf(text, line.slice(Math.max(0, start - 20), start), line.slice(end, end + 2));
    if (before + after === 0) return text === '' ? null : { start, end, text, isDelimited: false };
    start += before;
    end -= after;
    if (start >= end) return null;
  }
  return { start, end, text: line.slice(start, end), isDelimited: false };
}

function marginsOf(text: string, lead: string, next: string): readonly [before: number, after: number] {
  const dash = DASH.exec(text);
  const isDash = dash !== null && !(STATING.test(lead) && lead !== '') && !/^[-–]\s+\\/.test(text);
  const before = BEFORE.exec(text)?.[0].length ?? (isDash ? dash[0].length : 0);
  if (before > 0) return [before, 0];
  const after = AFTER.exec(text)?.[0].length ?? (isFactorial(text, next) ? null : EXCLAMATION.exec(text))?.[0].length ?? 0;
  if (after > 0 && !/\\$/.test(text.slice(0, -after))) return [0, after];
  return unmatched(text);
}

/** `7! ways`: an exclamation mark would end the sentence. */
function isFactorial(text: string, next: string): boolean {
  return /\d!$/.test(text) && /^\p{Ll}|^\s\p{Ll}/u.test(next);
}

/** Brackets at the ends that have no partner in the text: `18 (`. Those of an interval, `[0, 1)`, are partners. */
function unmatched(text: string): readonly [before: number, after: number] {
  const open = [...text].reduce((depth, sign) => depth + ('(['.includes(sign) ? 1 : ')]'.includes(sign) ? -1 : 0), 0);
  if (open > 0 && /[([]$/.test(text)) return [0, 1];
  if (open < 0 && /^[)\]]/.test(text)) return [1, 0];
  if (open > 0 && BRACKETS[text[0] ?? ''] !== undefined) return [1, 0];
  return open < 0 && /[)\]]$/.test(text) ? [0, 1] : [0, 0];
}
