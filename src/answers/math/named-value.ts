import type { Relation, Tokens } from './answer-shape.ts';
import { isAskedFor } from './is-asked-for.ts';
import { isName } from './is-name.ts';

export interface NamedValue {
  readonly name: Tokens;
  readonly value: Tokens;
}

/**
 * The `x` and the `5` of `x = 5`, of `x = 2 + 3 = 5` and of `x \equiv 5`; null where the left side neither names nor is asked for
 * (`2x = 5`).
 */
export function namedValue({ sides, operators }: Relation): NamedValue | null {
  const [name = [], ...values] = sides;
  const value = values.at(-1) ?? [];
  const areEqual = operators.every((operator) => operator === '=') || operators.join('') === '\\equiv';
  return areEqual && (isName(name) || isAskedFor(name)) ? { name, value } : null;
}
