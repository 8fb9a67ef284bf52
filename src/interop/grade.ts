import { JsonNumber } from '../evaluation/json-number.ts';
import { isScore } from '../statistics/scored-run.ts';

/** A score as a number, and whether it was written as a grade, such as `C` or `true`, which are 0, ½ and 1. */
export interface Score {
  readonly value: number;
  readonly isGrade: boolean;
}

/** Letters and words that stand for scores, as Inspect reads them (`value_to_float` in its `scorer/_metric.py`). */
const GRADES: ReadonlyMap<string, number> = new Map([
  ['C', 1],
  ['I', 0],
  ['P', 0.5],
  ['N', 0],
]);

const WORDS: ReadonlyMap<string, number> = new Map([
  ['yes', 1],
  ['true', 1],
  ['no', 0],
  ['false', 0],
]);

/** A number as it is, a grade or a truth value as its number; `undefined` for anything else, which is a missing score. */
export function scoreOf(given: unknown): Score | undefined {
  const value: unknown = given instanceof JsonNumber ? given.valueOf() : given;
  if (typeof value === 'number') return isScore(value) ? { value, isGrade: false } : undefined;
  if (typeof value === 'boolean') return { value: Number(value), isGrade: true };
  if (typeof value !== 'string') return undefined;
  const grade = GRADES.get(value) ?? WORDS.get(value.toLowerCase());
  if (grade !== undefined) return { value: grade, isGrade: true };
  const number = value.trim() === '' ? NaN : Number(value);
  return isScore(number) ? { value: number, isGrade: false } : undefined;
}
