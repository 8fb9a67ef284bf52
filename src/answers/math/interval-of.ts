import type { AnswerShape, Group, Relation, Tokens } from './answer-shape.ts';
import { isSymbol } from './names.ts';

const INFINITY: Tokens = ['\\infty'];
const MINUS_INFINITY: Tokens = ['-', '\\infty'];

/** `-2 \le x < 7` as `[-2, 7)`, `x > 3` as `(3, \infty)`; `null` unless it is a range of one unknown between constants. */
export function intervalOf(shape: AnswerShape): AnswerShape | null {
  switch (shape.kind) {
    case 'group':
      return shape.open === ':' ? null : shape;
    case 'union':
      return shape;
    case 'choice':
      return shape.joint === 'or' ? unionOf(shape.items) : null;
    case 'relation':
      return ofRelation(shape);
    case 'expression':
    case 'words':
    case 'measure':
    case 'numeral':
    case 'matrix':
      return null;
  }
}

function unionOf(items: readonly AnswerShape[]): AnswerShape | null {
  const parts = items.map(intervalOf);
  return parts.length > 1 && parts.every((part) => part !== null) ? { kind: 'union', parts } : null;
}

function ofRelation({ sides, operators }: Relation): Group | null {
  const { sides: upward, operators: signs } = risingRelation(sides, operators);
  const at = upward.findIndex(isSymbol);
  if (!signs.every((sign) => sign === '<' || sign === '\\le') || at < 0) return null;
  if (upward.some((side, index) => index !== at && side.some((token) => isSymbol([token])))) return null;
  if (upward.length === 3 && at === 1) return interval(upward[0], signs[0], upward[2], signs[1]);
  if (upward.length !== 2) return null;
  return at === 0 ? interval(MINUS_INFINITY, '<', upward[1], signs[0]) : interval(upward[0], signs[0], INFINITY, '<');
}

/** A falling relation read from the other end, so that it rises; any other unchanged. */
export function risingRelation(sides: readonly Tokens[], operators: readonly string[]): Omit<Relation, 'kind'> {
  if (!operators.every((sign) => sign === '>' || sign === '\\ge')) return { sides, operators };
  return { sides: sides.toReversed(), operators: operators.toReversed().map((sign) => (sign === '>' ? '<' : '\\le')) };
}

function interval(low: Tokens = [], lowSign = '<', high: Tokens = [], highSign = '<'): Group {
  return {
    kind: 'group',
    open: lowSign === '<' ? '(' : '[',
    close: highSign === '<' ? ')' : ']',
    items: [low, high].map((tokens) => ({ kind: 'expression', tokens })),
  };
}
