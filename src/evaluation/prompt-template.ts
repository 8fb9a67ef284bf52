import { JinjaTemplate } from '../jinja/jinja-template.ts';
import { UndefinedError } from '../jinja/values/python-error.ts';

/**
 * A prompt template: Jinja2 3.1 with its default settings and StrictUndefined, parsed once and rendered many times. What it leaves
 * out is refused when it is parsed.
 */
export class PromptTemplate {
  readonly name: string;
  readonly source: string;
  readonly #template: JinjaTemplate;

  /** `name` is how messages call it. Throws a `TemplateError` that says where the template does not parse. */
  constructor(source: string, name = 'the template') {
    this.name = name;
    this.source = source;
    try {
      this.#template = new JinjaTemplate(source);
    } catch (error) {
      throw new TemplateError(`${name}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** The names that it looks up in what it is given, sorted. */
  variables(): readonly string[] {
    return this.#template.variables();
  }

  /** The text. Throws a `TemplateError` that names what is undefined, or says what else went wrong. */
  render(variables: Readonly<Record<string, unknown>>): string {
    try {
      return this.#template.render(variables);
    } catch (error) {
      throw new TemplateError(`${this.name}: ${renderFault(error, variables)}`, { cause: error });
    }
  }
}

function renderFault(error: unknown, variables: Readonly<Record<string, unknown>>): string {
  if (!(error instanceof UndefinedError)) return messageOf(error);
  const given = Object.keys(variables);
  return `${error.message} (given: ${given.length > 0 ? given.join(', ') : 'nothing'})`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A template that does not parse, or could not be rendered; the message names the template and what is wrong. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
