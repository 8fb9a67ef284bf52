import * as library from '@huggingface/jinja';

// The package's own type declarations don't resolve in an ESM project, so what we use of it is declared here.

export interface JinjaToken {
  readonly type: string;
  readonly value: string;
}

/** A node of a parsed template. */
export interface TemplateNode {
  readonly type: string;
}

/** A value inside a template. */
export interface TemplateValue {
  readonly type: string;
  readonly value: unknown;
}

/** A scope: its variables, and the scope around it. */
export interface Scope {
  readonly parent?: Scope | undefined;
  readonly variables: Map<string, TemplateValue>;
  /** Converts and declares; throws where the name is there already. */
  set(name: string, value: unknown): TemplateValue;
  lookupVariable(name: string): TemplateValue;
}

export interface JinjaInterpreter {
  readonly global: Scope;
  run(program: TemplateNode): TemplateValue;
  evaluate(node: TemplateNode | undefined, scope: Scope): TemplateValue;
}

interface JinjaLibrary {
  readonly tokenize: (
    source: string,
    options?: { readonly trim_blocks: boolean; readonly lstrip_blocks: boolean },
  ) => JinjaToken[];
  readonly parse: (tokens: readonly JinjaToken[]) => TemplateNode;
  readonly Environment: new (parent?: Scope) => Scope;
  readonly Interpreter: new (scope: Scope) => JinjaInterpreter;
}

export const { tokenize, parse, Environment, Interpreter } = library as unknown as JinjaLibrary;

// The library exports the machinery, not its values.
const probe = new Environment();
export const StringValue = probe.set('text', '').constructor as new (value: string) => TemplateValue;
export const BooleanValue = probe.set('truth', true).constructor as new (value: boolean) => TemplateValue;
export const UndefinedValue = probe.lookupVariable('nothing').constructor as new () => { readonly type: string };
