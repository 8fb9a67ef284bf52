import type { Value } from '../values/value.ts';

/** The arguments of a call, a filter or a test, as written. */
export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
  /** `*spread` */
  readonly spread: Expression | null;
  /** `**spread` */
  readonly namedSpread: Expression | null;
}

export interface NameNode {
  readonly type: 'name';
  readonly name: string;
}

export interface SliceNode {
  readonly type: 'slice';
  readonly start: Expression | null;
  readonly stop: Expression | null;
  readonly step: Expression | null;
}

export interface CallNode {
  readonly type: 'call';
  readonly callee: Expression;
  readonly args: CallArguments;
}

/** A filter with its arguments; `line` is where it stands. */
export interface FilterUse {
  readonly name: string;
  readonly args: CallArguments;
  readonly line: number;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression =
  | NameNode
  | SliceNode
  | CallNode
  | { readonly type: 'constant'; readonly value: Value }
  | { readonly type: 'list' | 'tuple' | 'concat'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly pairs: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly type: 'item'; readonly object: Expression; readonly key: Expression }
  | { readonly type: 'filter'; readonly operand: Expression; readonly filter: FilterUse }
  | { readonly type: 'test'; readonly operand: Expression; readonly test: FilterUse }
  | { readonly type: 'not' | 'negate' | 'plus'; readonly operand: Expression }
  | { readonly type: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | {
      readonly type: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: Comparator; readonly operand: Expression }[];
    }
  | {
      readonly type: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | null;
    };

/** What `set`, `for` and `with` write to. */
export type Target =
  | NameNode
  | { readonly type: 'tuple'; readonly items: readonly Target[] }
  | { readonly type: 'namespace'; readonly object: string; readonly name: string };

export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | null;
}

export interface ForNode {
  readonly type: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly test: Expression | null;
  readonly isRecursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** A macro, or the block of `{% call %}`, which is a macro named `caller`. */
export interface MacroNode {
  readonly type: 'macro';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export type Statement =
  | ForNode
  | MacroNode
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'output'; readonly expression: Expression }
  | {
      readonly type: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly type: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly type: 'setBlock';
      readonly target: Target;
      readonly filters: readonly FilterUse[];
      readonly body: readonly Statement[];
    }
  | {
      readonly type: 'with';
      readonly bindings: readonly { readonly target: Target; readonly value: Expression }[];
      readonly body: readonly Statement[];
    }
  | { readonly type: 'callBlock'; readonly call: CallNode; readonly caller: MacroNode }
  | { readonly type: 'filterBlock'; readonly filters: readonly FilterUse[]; readonly body: readonly Statement[] }
  | { readonly type: 'break' | 'continue' };
