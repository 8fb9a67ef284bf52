export type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof';

/** A piece of a template. */
export interface Token {
  readonly type: TokenType;
  /** As it stands in the source; of a string, what it means. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** A template that does not parse. The message begins with the line. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError';

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
  }
}
