import type { Match } from '../match.ts';
import { plainNumbersEqual } from './plain-numbers.ts';
import { agreement, pairOf, POINTS } from './agreement.ts';
import type { Tokens } from './answer-shape.ts';
import { isRounded } from './is-rounded.ts';
import { DIGITS, type MathEngine } from './math-engine.ts';

/** Whether two expressions are the same mathematics: as written, as numbers, as one rounded, in canonical form, or at every point tried. */
export function compareExpressions(engine: MathEngine, given: Tokens, expected: Tokens): Match {
  const [givenText, expectedText] = [given.join(' '), expected.join(' ')];
  if (givenText === expectedText) return { equal: true, why: 'is the same expression' };
  const numbers = hasTwoNumbers(given) || hasTwoNumbers(expected) ? null : plainNumbersEqual(given.join(''), expected.join(''));
  if (numbers?.equal === true) return numbers;
  const left = engine.read(given);
  const right = engine.read(expected);
  if (left === null || right === null) {
    return {
      equal: false,
      why: left === null ? 'is not understood' : 'cannot be compared: what is expected is not understood',
    };
  }
  if (isRounded(engine, given, right) || isRounded(engine, expected, left))
    return { equal: true, why: 'is the same value, rounded' };
  if (left.isSame(right)) return { equal: true, why: 'is the same expression in canonical form' };
  const isConstant = left.unknowns.length + right.unknowns.length === 0;
  switch (agreement(engine, [left, right], pairOf(engine, left, right))) {
    case 'agree':
      return {
        equal: true,
        why: isConstant ? `has the same value in ${DIGITS} digits` : `has the same values at ${POINTS} points`,
      };
    case 'differ':
      return { equal: false, why: isConstant ? 'has another value' : 'has another value at a point' };
    case 'unknown':
      return { equal: false, why: 'is written otherwise, and could not be evaluated' };
  }
}

/** `1 2` is not `12`. */
function hasTwoNumbers(tokens: Tokens): boolean {
  return tokens.some((token, at) => /^\d/u.test(token) && /^[\d.]/u.test(tokens[at + 1] ?? ''));
}
