import type { Match } from '../match.ts';
import type { Relation, Tokens } from './answer-shape.ts';
import { compareEquations } from './compare-equations.ts';
import { compareExpressions } from './compare-expressions.ts';
import { risingRelation } from './interval-of.ts';
import type { MathEngine } from './math-engine.ts';

const NO_SIDE: Tokens = [];

/** Two equations, or two inequalities with the same signs: side by side, or as one but for a factor. */
export function compareRelations(engine: MathEngine, given: Relation, expected: Relation): Match {
  const [a, b] = [risingRelation(given.sides, given.operators), risingRelation(expected.sides, expected.operators)];
  if (a.operators.join(' ') !== b.operators.join(' ')) return { equal: false, why: 'is a relation of another kind' };
  const areSame = a.sides.every((side, at) => compareExpressions(engine, side, b.sides[at] ?? NO_SIDE).equal);
  if (areSame) return { equal: true, why: 'is the same relation side by side' };
  const [operator = '', ...more] = a.operators;
  if (more.length > 0) return { equal: false, why: 'is another relation' };
  const sidesOf = ({ sides }: Omit<Relation, 'kind'>) => [sides[0] ?? NO_SIDE, sides[1] ?? NO_SIDE] as const;
  return compareEquations(engine, sidesOf(a), sidesOf(b), operator !== '=' && operator !== '\\ne');
}
