import type { AnswerShape, Tokens } from './answer-shape.ts';
import { answerWords } from './answer-words.ts';
import { bothSigns } from './both-signs.ts';
import { expressionOrWords } from './expression-or-words.ts';
import { isName } from './is-name.ts';
import { latexTokens } from './latex-tokens.ts';
import { jointOf, withJoints, withoutThousands } from './list-joints.ts';
import { matrixRows } from './matrix-rows.ts';
import { numeralOf } from './numeral-of.ts';
import { isOneGroup, splitTokens } from './split-tokens.ts';
import { withoutUnit } from './without-unit.ts';

const RELATIONS = new Set(['=', '<', '>', '\\le', '\\ge', '\\ne', '\\in', '\\approx', '\\equiv']);
const INFINITE_LINE = latexTokens('(-\\infty,\\infty)');

/** How an answer in plain LaTeX is built: by commas and `or`, then `\cup`, then relations, then brackets. */
export function answerShapeOf(plainLatex: string): AnswerShape {
  const words = answerWords(plainLatex);
  if (words !== null && /^all real(?:s| numbers)$/u.test(words)) return shapeOf(INFINITE_LINE);
  if (words !== null && !/\b(?:or|and)\b|,|=/u.test(words)) return { kind: 'words', words };
  const text = /^\\text\{([^{}]*)\}$/u.exec(plainLatex)?.[1] ?? plainLatex;
  return shapeOf(latexTokens(withJoints(withoutThousands(text))));
}

/** The shape of tokens; `answerShapeOf` is the way in. */
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

/** `x \in S` is the set `S`; what comes after `\approx` only says roughly what stands before it. */
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

/** `\{1, 2\}`, or the condition of `\{x \mid x > 1\}`. */
function setOf(inner: Tokens): AnswerShape {
  const { parts, separators } = splitTokens(inner, (token) => ['\\mid', '|', ':'].includes(token));
  const [element = [], condition = []] = parts;
  const [name = []] = splitTokens(element, (token) => token === '\\in').parts;
  if (separators.length === 1 && isName(name)) return shapeOf(condition);
  const items = splitTokens(inner, (token) => token === ',').parts.filter((part) => part.length > 0);
  return { kind: 'choice', joint: ',', items: items.map(shapeOf) };
}

/** `\frac{1}{3}` before a matrix as a factor of its entries. */
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
