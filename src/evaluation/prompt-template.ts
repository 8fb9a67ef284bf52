import { Environment, parse, type Scope, type TemplateNode, tokenize } from './jinja-library.ts';
import { printedNumbers } from './number-forms.ts';
import { StrictInterpreter, UndefinedError } from './strict-interpreter.ts';
import { readableSource, templateFault } from './template-fault.ts';
import { freeVariables, TEMPLATE_GLOBALS } from './template-nodes.ts';
import { makeStrict } from './template-strictness.ts';

const globals = new Environment();

for (const [name, value] of Object.entries({ true: true, false: false, none: null, True: true, False: false, None: null }))
  globals.set(name, value);

globals.set('range', templateRange);

/**
 * A Jinja2 template, parsed once and rendered many times. Whitespace is Jinja2's default: blocks are not trimmed, one newline
 * at the very end is dropped. Undefined is strict. It differs in three things: a whole number prints without `.0`, `tojson`
 * does not escape HTML, and there are no `include`, `extends` and `import`.
 */
export class PromptTemplate {
  readonly name: string;
  readonly source: string;
  readonly #program: TemplateNode;
  readonly #names: readonly string[];

  /** `name` is how messages call it. Throws a `TemplateError` that says where the template does not parse. */
  constructor(source: string, name = 'the template') {
    this.name = name;
    this.source = source;
    const readable = readableSource(source);
    try {
      this.#program = parse(tokenize(readable, { trim_blocks: false, lstrip_blocks: false }));
      this.#names = [...freeVariables(this.#program)].sort();
      makeStrict(this.#program);
    } catch (error) {
      throw new TemplateError(`${name}: ${templateFault(readable, error)}`, { cause: error });
    }
  }

  /** The names that it looks up in what it is given, sorted. */
  variables(): readonly string[] {
    return this.#names.filter((name) => !TEMPLATE_GLOBALS.includes(name));
  }

  /** The text. Throws a `TemplateError` that names what is undefined, or says what else went wrong. */
  render(variables: Readonly<Record<string, unknown>>): string {
    try {
      const environment = this.#environment(variables);
      return String(new StrictInterpreter(environment).run(this.#program).value);
    } catch (error) {
      throw new TemplateError(`${this.name}: ${renderFault(error, variables)}`, { cause: error });
    }
  }

  #environment(variables: Readonly<Record<string, unknown>>): Scope {
    const environment = new Environment(globals);
    for (const name of this.#names) {
      if (!Object.hasOwn(variables, name)) continue;
      environment.variables.delete(name);
      environment.set(name, printedNumbers(variables[name]));
    }
    return environment;
  }
}

function renderFault(error: unknown, variables: Readonly<Record<string, unknown>>): string {
  if (!(error instanceof UndefinedError)) return error instanceof Error ? error.message : String(error);
  const given = Object.keys(variables);
  return `${error.message} (given: ${given.length > 0 ? given.join(', ') : 'nothing'})`;
}

/** As in Jinja2's sandbox, so that no template fills the memory by a slip. */
const MAX_RANGE = 100_000;

/** Python's `range` as a list, for templates. */
function templateRange(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (![start, stop, step].every(Number.isInteger)) throw new Error('range() takes integers');
  if (step === 0) throw new Error('range() takes no step of 0');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > MAX_RANGE) throw new Error(`range() is limited to ${MAX_RANGE} numbers`);
  return Array.from({ length }, (_, index) => start + index * step);
}

/** A template that does not parse, or could not be rendered; the message names the template and what is wrong. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
