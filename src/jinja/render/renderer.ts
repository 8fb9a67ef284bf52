import type { ForNode, FilterUse, MacroNode, Statement, Target } from '../syntax/syntax-tree.ts';
import { listOf } from '../values/iteration.ts';
import { typeFault, valueFault } from '../values/python-error.ts';
import { textOf } from '../values/python-text.ts';
import { truthOf } from '../values/truth.ts';
import { Undefined, type Value } from '../values/value.ts';
import { MAX_CALL_DEPTH, spend, spendText, TemplateLimitError } from '../work-limit.ts';
import { calledValue, evaluate, type EvaluationContext, filteredValue } from './evaluate.ts';
import { Loop, type LoopRecursion } from './loop.ts';
import { Macro, type MacroRenderer } from './macro.ts';
import { Namespace } from './template-globals.ts';
import type { Scope } from './scope.ts';
import type { FilterContext } from './template-filter.ts';

/** Where control goes after a statement. */
type Flow = 'next' | 'break' | 'continue';

/** Renders statements into a text that grows. */
export class Renderer implements MacroRenderer {
  readonly #filters: FilterContext;
  #text = '';
  #depth = 0;

  constructor(filters: FilterContext) {
    this.#filters = filters;
  }

  /** The text of statements in a scope. */
  textOf(statements: readonly Statement[], scope: Scope): string {
    const outer = this.#text;
    this.#text = '';
    this.#run(statements, scope);
    const text = this.#text;
    this.#text = outer;
    return text;
  }

  body({ name, body }: MacroNode, scope: Scope): string {
    return this.#deeper(`macro ${name}`, () => this.textOf(body, scope));
  }

  fallback({ parameters }: MacroNode, index: number, scope: Scope): Value | undefined {
    const fallback = parameters[index]?.fallback ?? null;
    return fallback === null ? undefined : evaluate(fallback, this.#context(scope));
  }

  #run(statements: readonly Statement[], scope: Scope): Flow {
    for (const statement of statements) {
      const flow = this.#statement(statement, scope);
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  #statement(node: Statement, scope: Scope): Flow {
    spend(1);
    switch (node.type) {
      case 'text':
        return this.#write(node.text);
      case 'output':
        return this.#write(textOf(evaluate(node.expression, this.#context(scope))));
      case 'if':
        return this.#if(node, scope);
      case 'for':
        return this.#for(node, scope);
      case 'break':
      case 'continue':
        return node.type;
      case 'set':
      case 'setBlock':
      case 'filterBlock':
      case 'with':
      case 'macro':
      case 'callBlock':
        return this.#definition(node, scope);
    }
  }

  /** Statements that set something, or render a part of the template elsewhere. */
  #definition(node: Exclude<Statement, { type: 'text' | 'output' | 'if' | 'for' | 'break' | 'continue' }>, scope: Scope): Flow {
    const context = this.#context(scope);
    switch (node.type) {
      case 'set':
        return assign(node.target, evaluate(node.value, context), scope);
      case 'setBlock':
        return assign(node.target, this.#filtered(node, scope), scope);
      case 'filterBlock':
        return this.#write(textOf(this.#filtered(node, scope)));
      case 'with':
        return this.#with(node, scope);
      case 'macro':
        scope.set(node.name, new Macro(node, scope, this));
        return 'next';
      case 'callBlock': {
        const caller = new Macro(node.caller, scope, this);
        return this.#write(textOf(calledValue(node.call, context, new Map([['caller', caller]]))));
      }
    }
  }

  #if({ branches, otherwise }: Extract<Statement, { type: 'if' }>, scope: Scope): Flow {
    const branch = branches.find(({ test }) => truthOf(evaluate(test, this.#context(scope))));
    return this.#run(branch?.body ?? otherwise, scope);
  }

  #with({ bindings, body }: Extract<Statement, { type: 'with' }>, scope: Scope): Flow {
    const inner = scope.inner();
    for (const { target, value } of bindings) assign(target, evaluate(value, this.#context(scope)), inner);
    return this.#run(body, inner);
  }

  #for(node: ForNode, scope: Scope): Flow {
    const recurse: LoopRecursion | null = node.isRecursive
      ? (items, depth) => this.#deeper('a recursive loop', () => this.#loopText(node, items, depth, scope, recurse))
      : null;
    const items = evaluate(node.iterable, this.#context(scope));
    return this.#loop(node, items, 1, scope, recurse);
  }

  #loopText(node: ForNode, items: Value, depth: number, scope: Scope, recurse: LoopRecursion | null): string {
    const outer = this.#text;
    this.#text = '';
    this.#loop(node, items, depth, scope, recurse);
    const text = this.#text;
    this.#text = outer;
    return text;
  }

  #loop(node: ForNode, iterable: Value, depth: number, scope: Scope, recurse: LoopRecursion | null): Flow {
    const items = this.#selected(node, listOf(iterable), scope);
    if (items.length === 0) return this.#run(node.otherwise, scope.inner());
    const loop = new Loop(items, depth, recurse);
    for (const [index, item] of items.entries()) {
      loop.moveTo(index);
      const inner = scope.inner();
      inner.set('loop', loop);
      assign(node.target, item, inner);
      if (this.#run(node.body, inner) === 'break') break;
    }
    return 'next';
  }

  #selected({ test, target }: ForNode, items: Value[], scope: Scope): Value[] {
    if (test === null) return items;
    return items.filter((item) => {
      const inner = scope.inner();
      assign(target, item, inner);
      return truthOf(evaluate(test, this.#context(inner)));
    });
  }

  #filtered(
    { filters, body }: { readonly filters: readonly FilterUse[]; readonly body: readonly Statement[] },
    scope: Scope,
  ): Value {
    const inner = scope.inner();
    const text = this.textOf(body, inner);
    return filters.reduce<Value>((value, use) => filteredValue(value, use, this.#context(scope)), text);
  }

  #write(text: string): Flow {
    this.#text += text;
    spendText(text.length, this.#text.length);
    return 'next';
  }

  #context(scope: Scope): EvaluationContext {
    return { scope, filters: this.#filters };
  }

  #deeper(what: string, render: () => string): string {
    this.#depth += 1;
    if (this.#depth > MAX_CALL_DEPTH)
      throw new TemplateLimitError(`${what} calls itself too deeply; calls are limited to ${MAX_CALL_DEPTH} levels`);
    const text = render();
    this.#depth -= 1;
    return text;
  }
}

function assign(target: Target, value: Value, scope: Scope): Flow {
  if (target.type === 'name') scope.set(target.name, value);
  else if (target.type === 'namespace') assignAttribute(target, value, scope);
  else unpack(target.items, value, scope);
  return 'next';
}

function assignAttribute({ object, name }: Extract<Target, { type: 'namespace' }>, value: Value, scope: Scope): void {
  const namespace = scope.find(object) ?? new Undefined(object).refuse();
  if (!(namespace instanceof Namespace)) throw typeFault(`${object} is no namespace, so its ${name} can not be set`);
  namespace.set(name, value);
}

function unpack(targets: readonly Target[], value: Value, scope: Scope): void {
  const items = listOf(value);
  if (items.length !== targets.length) {
    const fault = items.length < targets.length ? 'not enough values' : 'too many values';
    throw valueFault(`${fault} to unpack (expected ${targets.length}, got ${items.length})`);
  }
  targets.forEach((target, index) => assign(target, items[index] as Value, scope));
}
