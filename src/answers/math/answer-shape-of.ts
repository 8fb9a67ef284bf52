import type { AnswerShape, Choice, Expression, Numeral, Tokens, Words } from './answer-shape.ts';
import { isOneGroup, latexTokens, splitTokens } from './latex-tokens.ts';
import { isName } from './names.ts';
import { answerWords } from './plain-latex.ts';

const RELATIONS = new Set(['=', '<', '>', '\\le', '\\ge', '\\ne', '\\in', '\\approx', '\\equiv']);
const INFINITE_LINE = latexTokens('(-\\infty,\\infty)');

const JOINTS: ReadonlyMap<string, Choice['joint']> = new Map([
  [',', ','],
  [';', ','],
  ['\\lor', 'or'],
  ['\\text{or}', 'or'],
  ['\\land', 'and'],
  ['\\text{and}', 'and'],
]);

const MATRIX = /^\\begin\s*\{(?:[pbB]?(?:small)?matrix\*?|array)\}$/u;

const NUMERAL = /^(-?[0-9][0-9A-Za-z]*|[A-Z][0-9A-Z]*[0-9][0-9A-Z]*)_\{(?:\\text\{)?(\w+)\}?\}$/u;
/** `4210\text{ base }5` */
const IN_BASE = /\\text\{,?\s?(?:in |\()?base\s?(?:\}(\d+)|(\w+)\)?\})$/u;
const BASES = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const PLAIN_UNIT =
  /^(?:mm|cm|km|kg|mg|ml|mL|ft|in|yd|mi|lb|oz|hrs?|am|pm|cents?|years?|days?|hours?|minutes?|seconds?|inches|feet|meters|units?|miles?)$/u;
const CONDITION =
  /\b(?:if|or|and|for|when|where|mod|more|less|least|most|otherwise|not|is|are|only|even|odd|any|all|per|plus|minus|times)\b/u;

const UPPER: ReadonlyMap<string, string> = new Map([
  ['\\pm', '+'],
  ['\\mp', '-'],
]);
const LOWER: ReadonlyMap<string, string> = new Map([
  ['\\pm', '-'],
  ['\\mp', '+'],
]);

const LOOKS = new Set(['\\overline', '{', '}']);

/** How an answer in plain LaTeX is built: by commas and `or`, then `\cup`, then relations, then brackets. */
export function answerShapeOf(plainLatex: string): AnswerShape {
  const words = answerWords(plainLatex);
  if (words !== null && /^all real(?:s| numbers)$/u.test(words)) return shapeOf(INFINITE_LINE);
  if (words !== null && !/\b(?:or|and)\b|,|=/u.test(words)) return { kind: 'words', words };
  const text = /^\\text\{([^{}]*)\}$/u.exec(plainLatex)?.[1] ?? plainLatex;
  return shapeOf(latexTokens(withJoints(withoutThousands(text))));
}

/** The shape of part of an answer, as tokens. */
export function shapeOf(all: Tokens): AnswerShape {
  const tokens = isOneGroup(all) && all[0] === '{' ? all.slice(1, -1) : all;
  const listed = splitTokens(tokens, (token) => jointOf(token) !== undefined);
  if (listed.separators.length > 0) return choice(listed.parts, listed.separators);
  const related = splitTokens(tokens, (token) => RELATIONS.has(token));
  if (related.separators.length > 0) return relation(related.parts, related.separators);
  const united = splitTokens(tokens, (token) => token === '\\cup');
  if (united.separators.length > 0) return { kind: 'union', parts: united.parts.map(shapeOf) };
  return single(tokens);
}

function single(tokens: Tokens): AnswerShape {
  if (tokens.length === 1 && tokens[0] === '\\mathbb{R}') return shapeOf(INFINITE_LINE);
  const rows = matrixRows(tokens) ?? scaledRows(tokens);
  if (rows !== null) return { kind: 'matrix', rows: rows.map((row) => row.map(shapeOf)) };
  if (isOneGroup(tokens)) return bracketed(tokens);
  const ratio = splitTokens(tokens, (token) => token === ':');
  if (ratio.separators.length > 0) return { kind: 'group', open: ':', close: ':', items: ratio.parts.map(shapeOf) };
  return numeralOf(tokens) ?? measure(tokens) ?? eitherSign(tokens) ?? expressionOrWords(tokens);
}

function choice(parts: readonly Tokens[], separators: readonly string[]): AnswerShape {
  const joints = separators.map(jointOf);
  const joint = joints.find((each) => each === 'or' || each === 'and') ?? ',';
  return { kind: 'choice', joint, items: parts.filter((part) => part.length > 0).map(shapeOf) };
}

/** `x \in S` is the set `S`; after `\approx` comes only an approximation of the value before it. */
function relation(sides: readonly Tokens[], operators: readonly string[]): AnswerShape {
  const [first = [], second = []] = sides;
  if (operators[0] === '\\in') return operators.length === 1 ? shapeOf(second) : { kind: 'relation', sides, operators };
  const rough = operators.indexOf('\\approx');
  if (rough < 0) return { kind: 'relation', sides, operators };
  if (rough === 0 && operators.length === 1 && isName(first)) return { kind: 'relation', sides, operators: ['='] };
  const kept = sides.slice(0, rough + 1);
  return rough === 0 ? shapeOf(first) : { kind: 'relation', sides: kept, operators: operators.slice(0, rough) };
}

function bracketed(tokens: Tokens): AnswerShape {
  const [open = '', close = ''] = [tokens[0], tokens.at(-1)];
  const inner = tokens.slice(1, -1);
  if (open === '\\lfloor' || open === '\\lceil') return { kind: 'expression', tokens };
  if (open === '\\{') return setOf(inner);
  const { parts } = splitTokens(inner, (token) => token === ',');
  if (parts.length === 1) return open === '(' && close === ')' ? shapeOf(inner) : { kind: 'expression', tokens };
  return { kind: 'group', open, close, items: parts.map(shapeOf) };
}

/** The items of `\{1, 2\}`, or the condition of `\{x \mid x > 1\}`. */
function setOf(inner: Tokens): AnswerShape {
  const { parts, separators } = splitTokens(inner, (token) => ['\\mid', '|', ':'].includes(token));
  const [element = [], condition = []] = parts;
  const [name = []] = splitTokens(element, (token) => token === '\\in').parts;
  if (separators.length === 1 && isName(name)) return shapeOf(condition);
  const items = splitTokens(inner, (token) => token === ',').parts.filter((part) => part.length > 0);
  return { kind: 'choice', joint: ',', items: items.map(shapeOf) };
}

/** The rows of a matrix with a factor before it, such as `\frac{1}{3}`, in each entry. */
function scaledRows(tokens: Tokens): readonly (readonly Tokens[])[] | null {
  const at = tokens.findIndex((token) => token.startsWith('\\begin'));
  const factor = tokens[at - 1] === '\\cdot' ? tokens.slice(0, at - 1) : tokens.slice(0, at);
  const isFactor =
    at > 0 && /^\d|^\\frac|^-$/u.test(factor[0] ?? '') && factor.every((token) => !/^(?:[(),+]|\\begin.*)$/u.test(token));
  if (!isFactor || factor.lastIndexOf('-') > 0) return null;
  const rows = matrixRows(tokens.slice(at));
  return rows?.map((row) => row.map((entry) => [...factor, '(', ...entry, ')'])) ?? null;
}

function measure(tokens: Tokens): AnswerShape | null {
  const found = withoutUnit(tokens);
  return found && { kind: 'measure', value: shapeOf(found.tokens), unit: found.unit, tokens };
}

function eitherSign(tokens: Tokens): AnswerShape | null {
  const readings = bothSigns(tokens);
  return readings && { kind: 'choice', joint: ',', items: readings.map(shapeOf) };
}

/** How a token joins the answers around it, `,` or `\text{ or }`; `undefined` if it does not. */
function jointOf(token: string): Choice['joint'] | undefined {
  return JOINTS.get(token.replace(/^\\text\{[\s,]*(or|and)\s*\}$/u, '\\text{$1}'));
}

/** The text with a single joint between two answers: `1, 2, and 3` has two before the 3. */
function withJoints(plainLatex: string): string {
  return plainLatex.replace(/,?\s(or|and)\s(?![^{]*\})/gu, '\\text{$1}').replace(/,\s*(\\text\{[\s,]*(?:or|and)\s*\})/gu, '$1');
}

/** The text with `1,000` as one number, unless it has brackets: then the comma may separate two. */
function withoutThousands(plainLatex: string): string {
  if (/[([]|\\\{/u.test(plainLatex)) return plainLatex;
  return plainLatex.replace(/(?<![\d.,])([1-9]\d{0,2}(?:,\d{3})+)(?![\d,])/gu, (digits) => digits.replaceAll(',', ''));
}

/** The entries of a matrix or vector with any brackets, row by row; `null` for anything else, determinants included. */
function matrixRows(tokens: Tokens): readonly (readonly Tokens[])[] | null {
  const inBrackets = isOneGroup(tokens) && /^[([]$/u.test(tokens[0] ?? '') && /^\\end/u.test(tokens.at(-2) ?? '');
  const bare = inBrackets ? tokens.slice(1, -1) : tokens;
  if (!MATRIX.test(bare[0] ?? '') || !/^\\end/u.test(bare.at(-1) ?? '')) return null;
  const inner = bare.slice(1, -1);
  const isOne = inner.every((token) => !/^\\(?:begin|end)/u.test(token));
  if (!isOne) return null;
  const columns = /array/u.test(bare[0] ?? '') && inner[0] === '{' ? inner.indexOf('}') + 1 : 0;
  const rows = splitTokens(inner.slice(columns), (token) => token === '\\\\').parts;
  const filled = rows.filter((row, index) => row.length > 0 || index < rows.length - 1);
  return filled.map((row) => splitTokens(row, (token) => token === '&').parts);
}

/** `2516_8` and `(2516)_{8}` as digits and base; `null` for anything else, and if the base lacks a digit. */
function numeralOf(tokens: Tokens): Numeral | null {
  const [, written = '', index = ''] =
    NUMERAL.exec(
      tokens
        .join('')
        .replace(IN_BASE, (_all, after?: string, within?: string) => `_{${after ?? within ?? ''}}`)
        .replace(/^(?:\\text\{|\()(\w+)[)}]_/u, '$1_'),
    ) ?? [];
  const base = BASES.includes(index) ? BASES.indexOf(index) + 2 : Number(index);
  if (!Number.isInteger(base) || base < 2 || base > 36) return null;
  const digits = written.toUpperCase().replace(/^(-?)0+(?=\w)/u, '$1');
  const areOfBase = [...digits.replace('-', '')].every((digit) => Number.parseInt(digit, 36) < base);
  return areOfBase ? { kind: 'numeral', digits, base } : null;
}

interface WithoutUnit {
  readonly tokens: Tokens;
  readonly unit: string;
}

/** A value and the unit after it: `\text{ cm}^2`, plain `cm` after a number, or the degree sign; `null` without a unit. */
function withoutUnit(tokens: Tokens): WithoutUnit | null {
  if (tokens.slice(-4).join('') === '^{\\circ}') return { tokens: tokens.slice(0, -4), unit: '°' };
  const modulus = tokens.findIndex((token) => token === '\\pmod' || token === '\\mod' || token === '\\bmod');
  if (modulus > 0 && tokens[0] !== '(' && isWholeNumber(tokens.slice(0, modulus))) {
    return {
      tokens: tokens.slice(0, modulus),
      unit: `modulo ${tokens
        .slice(modulus + 1)
        .join('')
        .replace(/[{}()]/gu, '')}`,
    };
  }
  const at = unitAt(tokens);
  if (at <= 0) return null;
  const [first = '', ...power] = tokens.slice(at);
  const words = (
    first.startsWith('\\text') ? first.slice('\\text{'.length, -1) : [first, ...power].join('').replace(/[{}]/gu, '')
  )
    .toLowerCase()
    .trim();
  if (!/^[\p{L}\s./^\d-]+$/u.test(words) || CONDITION.test(words)) return null;
  const raised = first.startsWith('\\text') ? power.join('').replace(/[{}]/gu, '') : '';
  return /^(?:\^[23])?$/u.test(raised)
    ? { tokens: tokens.slice(0, at), unit: words.replace(/[.\s]+/gu, ' ').trim() + raised }
    : null;
}

function isWholeNumber(tokens: Tokens): boolean {
  return /^-?\d+$/u.test(tokens.join(''));
}

function unitAt(tokens: Tokens): number {
  const text = tokens.findIndex((token) => token.startsWith('\\text'));
  if (text >= 0) return text;
  const end = /^\^\{[23]\}$/u.test(tokens.slice(-4).join('')) ? tokens.length - 4 : tokens.length;
  const plain = tokens.slice(0, end).findLastIndex((token) => /^\d|^\}$|^\\pi$/u.test(token)) + 1;
  return PLAIN_UNIT.test(tokens.slice(plain, end).join('')) ? plain : -1;
}

/** The two readings of `1 \pm \sqrt2`; `null` unless there is exactly one such sign: with more, the count is unclear. */
function bothSigns(tokens: Tokens): readonly [Tokens, Tokens] | null {
  if (tokens.filter((token) => UPPER.has(token)).length !== 1) return null;
  const read = (signs: ReadonlyMap<string, string>): Tokens => tokens.map((token) => signs.get(token) ?? token);
  return [read(UPPER), read(LOWER)];
}

/** Tokens without structure: text if they are words or name points (`AB` is a segment, not a product), else mathematics. */
function expressionOrWords(tokens: Tokens): Expression | Words {
  const letters = tokens.filter((token) => !LOOKS.has(token));
  if (letters.length > 1 && letters.every((token) => /^[A-Z]$/u.test(token))) return { kind: 'words', words: letters.join('') };
  const unsigned = tokens[0] === '+' ? tokens.slice(1) : tokens;
  const hasText = unsigned.some((token) => token.startsWith('\\text'));
  const words = unsigned.some((token) => /^\d/u.test(token)) ? null : answerWords(unsigned.join(hasText ? ' ' : ''));
  return words === null ? { kind: 'expression', tokens: unsigned } : { kind: 'words', words };
}
