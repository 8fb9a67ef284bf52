import { memberOf, subscriptOf } from '../methods/attributes.ts';
import type { CallArguments, CallNode, Comparator, Expression, FilterUse } from '../syntax/syntax-tree.ts';
import { calculated, signed } from '../values/arithmetic.ts';
import { compare, equals } from '../values/comparison.ts';
import { contains, iterate } from '../values/iteration.ts';
import { PythonError, typeFault } from '../values/python-error.ts';
import { reprOf, textOf } from '../values/python-text.ts';
import { sliceOf } from '../values/subscript.ts';
import { truthOf } from '../values/truth.ts';
import {
  type Arguments,
  BLANK,
  Dict,
  NO_ARGUMENTS,
  TemplateObject,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from '../values/value.ts';
import { spend, spendText } from '../work-limit.ts';
import { pathOf } from './expression-path.ts';
import type { Scope } from './scope.ts';
import type { FilterContext } from './template-filter.ts';

/** Where an expression is evaluated. */
export interface EvaluationContext {
  readonly scope: Scope;
  readonly filters: FilterContext;
}

/** The value of an expression; what it does not find is an `Undefined` that knows how the template wrote it. */
export function evaluate(node: Expression, context: EvaluationContext): Value {
  spend(1);
  switch (node.type) {
    case 'constant':
      return node.value;
    case 'name':
      return context.scope.find(node.name) ?? new Undefined(node.name);
    case 'attribute':
      return memberOf(evaluate(node.object, context), node.name) ?? new Undefined(pathOf(node));
    case 'item':
      return itemValue(node.object, node.key, context) ?? new Undefined(pathOf(node));
    case 'filter':
      return filteredValue(evaluate(node.operand, context), node.filter, context, node);
    case 'call':
      return calledValue(node, context, NO_ARGUMENTS.named);
    case 'test':
      return testedValue(evaluate(node.operand, context), node.test, context);
    case 'conditional':
      return conditionalValue(node, context);
    case 'list':
    case 'tuple':
    case 'dict':
    case 'concat':
    case 'not':
    case 'negate':
    case 'plus':
    case 'and':
    case 'or':
    case 'binary':
    case 'compare':
    case 'slice':
      return operatorValue(node, context);
  }
}

/** The result of a filter on a value. */
export function filteredValue(
  value: Value,
  { name, args, line }: FilterUse,
  context: EvaluationContext,
  node?: Expression,
): Value {
  const apply = context.filters.filters.get(name);
  if (apply === undefined) throw new PythonError('TemplateRuntimeError', `line ${line}: there is no filter "${name}"`);
  const result = apply(value, argumentsOf(args, context), context.filters);
  const isNew = result instanceof Undefined && result !== value && result !== BLANK;
  return isNew && node !== undefined ? new Undefined(pathOf(node)) : result;
}

/** What a call returns. `extra` are named arguments beside those that are written. */
export function calledValue(node: CallNode, context: EvaluationContext, extra: Arguments['named']): Value {
  const callee = evaluate(node.callee, context);
  if (callee instanceof Undefined) return callee.refuse();
  const args = argumentsOf(node.args, context);
  const named = extra.size === 0 ? args.named : new Map([...args.named, ...extra]);
  const result = callee instanceof TemplateObject ? callee.call({ positional: args.positional, named }) : undefined;
  if (result === undefined) throw typeFault(`${pathOf(node.callee)} can not be called: it is of type ${typeName(callee)}`);
  return result;
}

type OperatorNode = Exclude<
  Expression,
  { readonly type: 'constant' | 'name' | 'attribute' | 'item' | 'filter' | 'call' | 'test' | 'conditional' }
>;

function operatorValue(node: OperatorNode, context: EvaluationContext): Value {
  switch (node.type) {
    case 'list':
      return itemValues(node.items, context);
    case 'tuple':
      return new Tuple(itemValues(node.items, context));
    case 'dict':
      return new Dict(node.pairs.map(([key, value]) => [evaluate(key, context), evaluate(value, context)]));
    case 'concat':
      return concatenated(node.items, context);
    case 'not':
      return !truthOf(evaluate(node.operand, context));
    case 'negate':
      return signed('-', evaluate(node.operand, context));
    case 'plus':
      return signed('+', evaluate(node.operand, context));
    case 'and':
    case 'or':
      return logicalValue(node, context);
    case 'binary':
      return calculated(node.operator, evaluate(node.left, context), evaluate(node.right, context));
    case 'compare':
      return compared(node, context);
    case 'slice':
      throw typeFault('a slice stands alone in its brackets');
  }
}

function itemValue(object: Expression, key: Expression, context: EvaluationContext): Value | undefined {
  const value = evaluate(object, context);
  if (key.type !== 'slice') return subscriptOf(value, evaluate(key, context));
  const bound = (part: Expression | null): Value | undefined => (part === null ? undefined : evaluate(part, context));
  return sliceOf(value, { start: bound(key.start), stop: bound(key.stop), step: bound(key.step) });
}

function testedValue(value: Value, { name, args, line }: FilterUse, context: EvaluationContext): boolean {
  const apply = context.filters.tests.get(name);
  if (apply === undefined) throw new PythonError('TemplateRuntimeError', `line ${line}: there is no test "${name}"`);
  return apply(value, argumentsOf(args, context), context.filters);
}

function conditionalValue(node: Extract<Expression, { type: 'conditional' }>, context: EvaluationContext): Value {
  if (truthOf(evaluate(node.test, context))) return evaluate(node.then, context);
  return node.otherwise === null ? BLANK : evaluate(node.otherwise, context);
}

function logicalValue(node: Extract<Expression, { type: 'and' | 'or' }>, context: EvaluationContext): Value {
  const left = evaluate(node.left, context);
  return truthOf(left) === (node.type === 'or') ? left : evaluate(node.right, context);
}

function itemValues(items: readonly Expression[], context: EvaluationContext): Value[] {
  return items.map((item) => evaluate(item, context));
}

function concatenated(items: readonly Expression[], context: EvaluationContext): string {
  let text = '';
  for (const item of items) {
    text += textOf(evaluate(item, context));
    spendText(text.length);
  }
  return text;
}

function compared({ first, rest }: Extract<Expression, { type: 'compare' }>, context: EvaluationContext): boolean {
  let left = evaluate(first, context);
  for (const { operator, operand } of rest) {
    const right = evaluate(operand, context);
    if (!holds(operator, left, right)) return false;
    left = right;
  }
  return true;
}

function holds(operator: Comparator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    case '<':
      return compare(left, right, operator) < 0;
    case '<=':
      return compare(left, right, operator) <= 0;
    case '>':
      return compare(left, right, operator) > 0;
    case '>=':
      return compare(left, right, operator) >= 0;
  }
}

function argumentsOf(args: CallArguments, context: EvaluationContext): Arguments {
  if (args.positional.length + args.named.length === 0 && args.spread === null && args.namedSpread === null)
    return NO_ARGUMENTS;
  const positional = itemValues(args.positional, context);
  const named = new Map(args.named.map(({ name, value }) => [name, evaluate(value, context)]));
  if (args.spread !== null) for (const item of iterate(evaluate(args.spread, context))) positional.push(item);
  if (args.namedSpread !== null)
    for (const [key, value] of spreadEntries(evaluate(args.namedSpread, context))) named.set(key, value);
  return { positional, named };
}

function spreadEntries(value: Value): (readonly [string, Value])[] {
  if (value instanceof Undefined) return value.refuse();
  if (!(value instanceof Dict)) throw typeFault(`** takes a mapping, not a ${typeName(value)}`);
  return value.entries().map(([key, member]) => {
    if (typeof key !== 'string') throw typeFault(`** takes texts for keys, not ${reprOf(key)}`);
    return [key, member] as const;
  });
}
