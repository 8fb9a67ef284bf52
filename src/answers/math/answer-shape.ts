export type Tokens = readonly string[];

/** How an answer is built, before any mathematics. */
export type AnswerShape = Expression | Words | Measure | Numeral | Group | Choice | Union | Matrix | Relation;

export interface Expression {
  readonly kind: 'expression';
  readonly tokens: Tokens;
}

export interface Words {
  readonly kind: 'words';
  readonly words: string;
}

/** A value with its unit, such as `15\text{ cm}^2`; the unit of `90^\circ` is `°`. */
export interface Measure {
  readonly kind: 'measure';
  readonly value: AnswerShape;
  readonly unit: string;
  readonly tokens: Tokens;
}

/** Digits in a base: `2516_8`. */
export interface Numeral {
  readonly kind: 'numeral';
  readonly digits: string;
  readonly base: number;
}

/** Items in brackets whose order matters: a point, a vector, an interval. A ratio has colons instead of brackets. */
export interface Group {
  readonly kind: 'group';
  readonly open: string;
  readonly close: string;
  readonly items: readonly AnswerShape[];
}

/** Items in any order: a set, or solutions joined by commas, `or`, `and` or `\pm`. */
export interface Choice {
  readonly kind: 'choice';
  readonly joint: ',' | 'or' | 'and';
  readonly items: readonly AnswerShape[];
}

export interface Union {
  readonly kind: 'union';
  readonly parts: readonly AnswerShape[];
}

export interface Matrix {
  readonly kind: 'matrix';
  readonly rows: readonly (readonly AnswerShape[])[];
}

/** An equation or inequality: one more side than operators. */
export interface Relation {
  readonly kind: 'relation';
  readonly operators: readonly string[];
  readonly sides: readonly Tokens[];
}
