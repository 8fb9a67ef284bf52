import type { Match } from '../match.ts';
import type { AnswerShape } from './answer-shape.ts';

const MOST_PARTS = 64;

export type CompareShapes = (given: AnswerShape, expected: AnswerShape) => Match;

/** Part by part: points, intervals, rows. */
export function comparePartsInOrder(
  given: readonly AnswerShape[],
  expected: readonly AnswerShape[],
  compare: CompareShapes,
): Match {
  if (given.length !== expected.length) return otherCount(given, expected);
  for (const [at, part] of expected.entries()) {
    const other = given[at];
    const match = other && compare(other, part);
    if (!match?.equal) return { equal: false, why: `differs: part ${at + 1} ${match?.why ?? 'is missing'}` };
  }
  return { equal: true, why: 'has the same parts in the same order' };
}

/** Each part with one of the other side that no other part took. */
export function comparePartsInAnyOrder(
  given: readonly AnswerShape[],
  expected: readonly AnswerShape[],
  compare: CompareShapes,
): Match {
  if (given.length !== expected.length) return otherCount(given, expected);
  if (given.length > MOST_PARTS) return { equal: false, why: `has more than the ${MOST_PARTS} parts that are compared` };
  const left = [...given];
  for (const [index, part] of expected.entries()) {
    const at = left.findIndex((other) => compare(other, part).equal);
    if (at < 0) return { equal: false, why: `lacks part ${index + 1}` };
    left.splice(at, 1);
  }
  return { equal: true, why: 'has the same parts' };
}

function otherCount(given: readonly AnswerShape[], expected: readonly AnswerShape[]): Match {
  return { equal: false, why: `has ${given.length} parts, not ${expected.length}` };
}
