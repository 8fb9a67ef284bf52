import type { Match } from '../numeric-equality.ts';
import { isSameUnit } from '../measure.ts';
import { unitPhrase } from '../quantity.ts';
import type { AnswerShape, Choice, Expression, Group, Matrix, Measure, Numeral, Relation, Tokens } from './answer-shape.ts';
import { answerShapeOf, shapeOf } from './answer-shape-of.ts';
import { compareExpressions, compareRelations } from './compare-expressions.ts';
import { intervalOf } from './interval-of.ts';
import type { MathEngine } from './math-engine.ts';
import { namedValue } from './names.ts';
import { wordsOf } from './plain-latex.ts';

const NAMES: Readonly<Record<AnswerShape['kind'], string>> = {
  expression: 'an expression',
  words: 'text',
  measure: 'a value with a unit',
  numeral: 'a number with a base',
  group: 'a point, interval or ratio',
  choice: 'a list',
  union: 'a union',
  matrix: 'a matrix',
  relation: 'an equation or inequality',
};

const MOST_PARTS = 64;

/** Compares two answers in plain LaTeX: their structure first, then the mathematics part by part. */
export class AnswerComparison {
  readonly #engine: MathEngine;
  readonly #compare: CompareShapes = (given, expected) => this.#shapes(given, expected);

  constructor(engine: MathEngine) {
    this.#engine = engine;
  }

  compare(given: string, expected: string): Match {
    this.#engine.renew();
    return this.#shapes(answerShapeOf(given), answerShapeOf(expected));
  }

  #shapes(given: AnswerShape, expected: AnswerShape): Match {
    const [a, b] = [simplest(given), simplest(expected)];
    const match = this.#sameKind(a, b) ?? this.#otherKind(a, b) ?? this.#otherKind(b, a);
    return match ?? { equal: false, why: `is ${NAMES[a.kind]}, not ${NAMES[b.kind]}` };
  }

  /** `null` if the two are not of the same kind. */
  #sameKind(a: AnswerShape, b: AnswerShape): Match | null {
    switch (a.kind) {
      case 'expression':
        return b.kind === a.kind ? compareExpressions(this.#engine, a.tokens, b.tokens) : null;
      case 'words':
        return b.kind === a.kind ? sameWords(a.words.toLowerCase(), b.words.toLowerCase()) : null;
      case 'numeral':
        return b.kind === a.kind ? sameNumeral(a, b) : null;
      case 'measure':
        return b.kind === a.kind ? this.#measures(a, b) : null;
      case 'matrix':
        return b.kind === a.kind ? comparePartsInOrder(rowsOf(a), rowsOf(b), this.#compare) : null;
      case 'union':
        return b.kind === a.kind ? comparePartsInAnyOrder(a.parts, b.parts, this.#compare) : null;
      case 'choice':
        return b.kind === a.kind ? this.#choices(a, b) : null;
      case 'relation':
        return b.kind === a.kind ? this.#relations(a, b) : null;
      case 'group':
        return b.kind === a.kind ? this.#groups(a, b) : null;
    }
  }

  /** If `a` says more than `b` (a unit, `x =`) or the same in another notation. */
  #otherKind(a: AnswerShape, b: AnswerShape): Match | null {
    switch (a.kind) {
      case 'measure':
        return this.#withoutUnit(a, b);
      case 'numeral':
        return a.base === 10 ? this.#shapes(expression([a.digits]), b) : null;
      case 'words':
        return b.kind === 'expression' ? sameWords(a.words, wordsOf(b.tokens.join(''))) : null;
      case 'matrix':
        return b.kind === 'group' ? this.#columnAndPoint(a, b) : null;
      case 'choice':
        return b.kind === 'group' ? this.#valuesAndPoint(a, b) : this.#asIntervals(a, b);
      case 'relation':
        return this.#valueOf(a, b) ?? this.#asIntervals(a, b);
      case 'group':
      case 'union':
        return this.#asIntervals(a, b);
      case 'expression':
        return null;
    }
  }

  #groups(a: Group, b: Group): Match {
    const areAlike = bracket(a.open) === bracket(b.open) && bracket(a.close) === bracket(b.close);
    return areAlike ? comparePartsInOrder(a.items, b.items, this.#compare) : { equal: false, why: 'has other brackets' };
  }

  #measures(a: Measure, b: Measure): Match {
    if (!sameUnit(a.unit, b.unit)) return { equal: false, why: `has another unit: ${a.unit}, not ${b.unit}` };
    return this.#shapes(a.value, b.value);
  }

  /** `90^\circ` is the bare `90`, and also `\pi/2`. */
  #withoutUnit(a: Measure, b: AnswerShape): Match {
    const match = this.#shapes(a.value, b);
    return match.equal || a.unit !== '°' ? match : this.#shapes(expression(a.tokens), b);
  }

  /** The value that `a` gives a name, or another form: `x = 5` is `5`, and `x^2 - 1 = (x-1)(x+1)` is `(x-1)(x+1)`; `2x = 5` is not `5`. */
  #valueOf(a: Relation, b: AnswerShape): Match | null {
    if (b.kind === 'relation') return null;
    const value = namedValue(a)?.value ?? this.#identicalSide(a);
    return value === null ? null : this.#shapes(shapeOf(value), b);
  }

  /** The last side of an equation that holds everywhere. */
  #identicalSide({ sides, operators }: Relation): Tokens | null {
    const [first = [], last = []] = [sides[0], sides.at(-1)];
    if (operators.some((operator) => operator !== '=')) return null;
    return compareExpressions(this.#engine, first, last).equal ? last : null;
  }

  #columnAndPoint({ rows }: Matrix, { open, items }: Group): Match | null {
    const isColumn = rows.every((row) => row.length === 1) && bracket(open) === '(';
    return isColumn ? comparePartsInOrder(rows.flat(), items, this.#compare) : null;
  }

  /** `x = 1, y = 2` as the point `(1, 2)`. */
  #valuesAndPoint({ items, joint }: Choice, { open, close, items: coordinates }: Group): Match | null {
    const named = items.flatMap((item) => (item.kind === 'relation' ? (namedValue(item) ?? []) : []));
    const names = new Set(named.map(({ name }) => name.join(' ')));
    if (joint === 'or' || names.size !== items.length || `${open}${close}` !== '()') return null;
    return comparePartsInOrder(
      named.map(({ value }) => shapeOf(value)),
      coordinates,
      this.#compare,
    );
  }

  /** `and` and `or` are the same between values, not between inequalities. */
  #choices(a: Choice, b: Choice): Match | null {
    if (a.joint !== b.joint && [...a.items, ...b.items].some(isInequality)) return null;
    return comparePartsInAnyOrder(a.items, b.items, this.#compare);
  }

  #relations(a: Relation, b: Relation): Match {
    const [first, second] = [namedValue(a), namedValue(b)];
    if (first && second && first.name.join(' ') === second.name.join(' ')) {
      const match = this.#shapes(shapeOf(first.value), shapeOf(second.value));
      if (match.equal) return match;
    }
    return compareRelations(this.#engine, a, b);
  }

  #asIntervals(a: AnswerShape, b: AnswerShape): Match | null {
    const [first, second] = [intervalOf(a), intervalOf(b)];
    if (first === null || second === null || (first === a && second === b)) return null;
    return this.#shapes(first, second);
  }
}

/** A set of one item is the item; the two values of `\pm` in a list join the list. */
function simplest(shape: AnswerShape): AnswerShape {
  if (shape.kind !== 'choice') return shape;
  const items = shape.items.flatMap((item) => (item.kind === 'choice' && item.joint === ',' ? item.items : [item]));
  const [only] = items;
  return items.length === 1 && only !== undefined ? simplest(only) : { ...shape, items };
}

function rowsOf({ rows }: Matrix): readonly AnswerShape[] {
  return rows.map((items) => ({ kind: 'group', open: '(', close: ')', items }));
}

/** Vectors are written in angle brackets or in round ones. */
function bracket(sign: string): string {
  return sign === '\\langle' ? '(' : sign === '\\rangle' ? ')' : sign;
}

function isInequality(shape: AnswerShape): boolean {
  return shape.kind === 'relation' && shape.operators.some((operator) => operator !== '=');
}

function expression(tokens: Expression['tokens']): Expression {
  return { kind: 'expression', tokens };
}

function sameWords(given: string, expected: string): Match {
  return given === expected ? { equal: true, why: 'has the same words' } : { equal: false, why: 'has other words' };
}

function sameNumeral(a: Numeral, b: Numeral): Match {
  const equal = a.digits === b.digits && a.base === b.base;
  return { equal, why: equal ? 'has the same digits in the same base' : 'has other digits or another base' };
}

type CompareShapes = (given: AnswerShape, expected: AnswerShape) => Match;

/** Part by part: points, intervals, rows. */
function comparePartsInOrder(given: readonly AnswerShape[], expected: readonly AnswerShape[], compare: CompareShapes): Match {
  if (given.length !== expected.length) return otherCount(given, expected);
  for (const [at, part] of expected.entries()) {
    const other = given[at];
    const match = other && compare(other, part);
    if (!match?.equal) return { equal: false, why: `differs: part ${at + 1} ${match?.why ?? 'is missing'}` };
  }
  return { equal: true, why: 'has the same parts in the same order' };
}

/** Each part with one of the other side, each used once. */
function comparePartsInAnyOrder(
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

/** Whether two units are the same in any spelling: `cm^2`, `sq cm`, `square centimeters`. */
function sameUnit(given: string, expected: string): boolean {
  if (given.replaceAll(' ', '') === expected.replaceAll(' ', '')) return true;
  const [a, b] = [unitPhrase(given, 0), unitPhrase(expected, 0)];
  return a?.end === given.length && b?.end === expected.length && isSameUnit(a.measure, b.measure);
}
