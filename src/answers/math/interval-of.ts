import type { AnswerShape, Group, Relation, Tokens } from './answer-shape.ts';
import { isSymbol } from './names.ts';

const INFINITY: Tokens = ['\\infty'];
const MINUS_INFINITY: Tokens = ['-', '\\infty'];

/** `-2 \le x < 7` as `[-2, 7)`, `x > 3` as `(3, \infty)`; null for what is no range of one unknown between constants. */
export function intervalOf(shape: AnswerShape): AnswerShape | null {
  if (shape.kind === 'group' && shape.open !== ':') return shape;
  if (shape.kind === 'union') return shape;
  if (shape.kind === 'choice') return unionOf(shape.joint === 'or' ? shape.items : []);
  return shape.kind === 'relation' ? ofRelation(shape) : null;
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

/** The relation read from the other end where it falls. */
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
