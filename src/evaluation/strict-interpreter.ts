import {
  BooleanValue,
  Interpreter,
  type Scope,
  StringValue,
  type TemplateNode,
  type TemplateValue,
  UndefinedValue,
} from './jinja-library.ts';
import { pythonEquals, pythonText } from './python-text.ts';
import { DefinedNode, fieldsOf, isNode, nameOf, OutputNode, ValueNode } from './template-nodes.ts';

/** A template met something that has no value. `what` is how the template wrote it, as far as it has a name. */
export class UndefinedError extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`${what} is undefined`);
    this.what = what;
  }
}

/** A variable that was not given: any use except `is defined` and `default` is an error, as with Jinja2's StrictUndefined. */
class StrictUndefined extends UndefinedValue {
  readonly what: string;

  constructor(what: string) {
    super();
    this.what = what;
    const refuse = (): never => this.refuse();
    Object.defineProperties(this, { value: { get: refuse }, builtins: { get: refuse } });
  }

  __bool__(): never {
    return this.refuse();
  }

  refuse(): never {
    throw new UndefinedError(this.what);
  }
}

/** What an inline `if` without `else` gives when it does not hold: in Jinja2 it prints nothing, with StrictUndefined too. */
class BlankUndefined extends UndefinedValue {}

const blank = new BlankUndefined() as unknown as TemplateValue;

/**
 * Renders what `makeStrict` has marked. Values print, compare and join as in Python; a name without a value is an
 * `UndefinedError`.
 */
export class StrictInterpreter extends Interpreter {
  override evaluate(node: TemplateNode | undefined, scope: Scope): TemplateValue {
    if (node === undefined) return super.evaluate(node, scope);
    if (node instanceof ValueNode) return node.value;
    if (node instanceof DefinedNode) return this.#defined(node.operand, scope);
    if (node instanceof OutputNode) return new StringValue(pythonText(this.#defined(node.operand, scope)));
    switch (node.type) {
      case 'Identifier':
        return this.#lookup(nameOf(node) ?? '', scope);
      case 'BinaryExpression':
        return this.#binary(node, scope);
      case 'FilterExpression':
        return named(this.#filter(node, scope), node);
      case 'MemberExpression':
      case 'CallExpression':
        return named(super.evaluate(node, scope), node);
      case 'SelectExpression':
        return this.#inlineIf(node, scope);
      default:
        return super.evaluate(node, scope);
    }
  }

  #defined(operand: TemplateNode, scope: Scope): TemplateValue {
    const value = this.evaluate(operand, scope);
    if (value instanceof StrictUndefined) value.refuse();
    return value;
  }

  #lookup(name: string, scope: Scope): TemplateValue {
    // Every scope of the library has a `namespace` function of its own, which would hide a variable of that name.
    let current: Scope | undefined = name === 'namespace' ? this.global : scope;
    let value: TemplateValue | undefined;
    while (current !== undefined && value === undefined) {
      value = current.variables.get(name);
      current = current.parent;
    }
    return value === undefined || isNameless(value) ? missing(name) : value;
  }

  #binary(node: TemplateNode, scope: Scope): TemplateValue {
    const { operator, left, right } = node as TemplateNode &
      Record<'left' | 'right', TemplateNode> & { operator: { value: string } };
    if (operator.value !== '==' && operator.value !== '!=' && operator.value !== '~') return super.evaluate(node, scope);
    const [a, b] = [this.evaluate(left, scope), this.evaluate(right, scope)];
    if (operator.value === '~') return new StringValue(pythonText(a) + pythonText(b));
    return new BooleanValue(pythonEquals(a, b) === (operator.value === '=='));
  }

  #inlineIf(node: TemplateNode, scope: Scope): TemplateValue {
    const value = super.evaluate(node, scope);
    return isNameless(value) ? blank : value;
  }

  #filter(node: TemplateNode, scope: Scope): TemplateValue {
    const { filter, operand } = fieldsOf(node);
    if (nameOf(filter) !== 'string' || !isNode(operand)) return super.evaluate(node, scope);
    return new StringValue(pythonText(this.evaluate(operand, scope)));
  }
}

/** The value, or an undefined that knows how the template wrote it. */
function named(value: TemplateValue | undefined, node: TemplateNode): TemplateValue {
  return value === undefined || isNameless(value) ? missing(pathOf(node)) : value;
}

/** Whether it is an undefined of the library's, which takes everything quietly. */
function isNameless(value: TemplateValue): boolean {
  return value.constructor === UndefinedValue;
}

function missing(what: string): TemplateValue {
  return new StrictUndefined(what) as unknown as TemplateValue;
}

/** A node as the template wrote it, roughly. */
function pathOf(node: unknown): string {
  const name = nameOf(node);
  if (!isNode(node)) return 'a value';
  if (node.type === 'CallExpression') return `what ${name ?? 'a call'}() returned`;
  if (name !== undefined) return name;
  const { operand, object, property, value, filter } = fieldsOf(node);
  switch (node.type) {
    case 'Defined':
      return pathOf(operand);
    case 'MemberExpression':
      return isComputed(node) ? `${pathOf(object)}[${pathOf(property)}]` : `${pathOf(object)}.${pathOf(property)}`;
    case 'FilterExpression':
      return `${pathOf(operand)} | ${nameOf(filter) ?? 'filter'}`;
    case 'StringLiteral':
    case 'IntegerLiteral':
      return JSON.stringify(value);
    default:
      return 'a value';
  }
}

function isComputed(node: TemplateNode): boolean {
  return (node as unknown as { readonly computed: boolean }).computed;
}
