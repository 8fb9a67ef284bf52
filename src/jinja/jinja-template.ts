import { FILTERS } from './filters/filters.ts';
import { TESTS } from './filters/tests.ts';
import { randomSeries } from './render/random-series.ts';
import { Renderer } from './render/renderer.ts';
import { Scope } from './render/scope.ts';
import { TEMPLATE_GLOBALS } from './render/template-globals.ts';
import { freeVariables } from './syntax/free-variables.ts';
import { tokenize } from './syntax/lexer.ts';
import { usesIn } from './syntax/node-walk.ts';
import { parseTemplate } from './syntax/statement-parser.ts';
import type { Statement } from './syntax/syntax-tree.ts';
import { TemplateSyntaxError } from './syntax/token.ts';
import { valueFromJson } from './values/from-json.ts';
import { reprOf } from './values/python-text.ts';
import type { Value } from './values/value.ts';
import { grouped, MAX_TEMPLATE_LENGTH, limitFault, TemplateLimitError, withinStepLimit } from './work-limit.ts';

/**
 * A template as Jinja2 3.1 reads and renders it, with its default settings and StrictUndefined; parsed once, rendered many times. It
 * reaches nothing but the data it is given: values are classes of its own, and methods come out of tables.
 */
export class JinjaTemplate {
  readonly #source: string;
  readonly #statements: readonly Statement[];
  readonly #names: readonly string[];

  /** Throws a `TemplateSyntaxError` that begins with the line, or a `TemplateLimitError`. */
  constructor(source: string) {
    if (source.length > MAX_TEMPLATE_LENGTH) {
      throw new TemplateLimitError(
        `it has ${grouped(source.length)} characters, and a template is limited to ${grouped(MAX_TEMPLATE_LENGTH)}; put long texts into the dataset`,
      );
    }
    this.#source = source;
    try {
      this.#statements = parseTemplate(tokenize(source));
      this.#names = [...freeVariables(this.#statements)].sort();
    } catch (error) {
      throw limitFault(error);
    }
    checkUses(this.#statements);
  }

  /** The names that it looks up in what it is given, sorted. */
  variables(): readonly string[] {
    return this.#names.filter((name) => !TEMPLATE_GLOBALS.has(name));
  }

  /** The text. Throws an `UndefinedError`, a `PythonError` or a `TemplateLimitError`. */
  render(given: Readonly<Record<string, unknown>>): string {
    const variables = new GivenVariables(given);
    const random = randomSeries(() => this.#source + this.#names.map((name) => variables.seed(name)).join(','));
    const renderer = new Renderer({ filters: FILTERS, tests: TESTS, random });
    try {
      return withinStepLimit(() => renderer.textOf(this.#statements, new Scope(variables)));
    } catch (error) {
      throw limitFault(error);
    }
  }
}

/** What a rendering is given, made a value of templates when it is first looked up; behind it the globals. */
class GivenVariables {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #values = new Map<string, Value>();

  constructor(given: Readonly<Record<string, unknown>>) {
    this.#given = given;
  }

  find(name: string): Value | undefined {
    const known = this.#values.get(name) ?? this.#converted(name);
    if (known === undefined) return TEMPLATE_GLOBALS.get(name);
    this.#values.set(name, known);
    return known;
  }

  seed(name: string): string {
    const value = this.#converted(name);
    return value === undefined ? '' : reprOf(value);
  }

  #converted(name: string): Value | undefined {
    return Object.hasOwn(this.#given, name) ? valueFromJson(this.#given[name]) : undefined;
  }
}

function checkUses(statements: readonly Statement[]): void {
  const faults = usesIn(statements).filter(({ kind, use }) => !(kind === 'filter' ? FILTERS : TESTS).has(use.name));
  const [first] = faults.sort((a, b) => a.use.line - b.use.line);
  if (first !== undefined) throw new TemplateSyntaxError(first.use.line, `there is no ${first.kind} "${first.use.name}"`);
}
