import type { Relation, Tokens } from './answer-shape.ts';
import { isName } from './is-name.ts';

export interface NamedValue {
  readonly name: Tokens;
  readonly value: Tokens;
}

/** The `x` and the `5` of `x = 5`, and of `x = 2 + 3 = 5`; null where the left side is more than a name (`2x = 5`). */
export function namedValue({ sides, operators }: Relation): NamedValue | null {
  const [name = [], ...values] = sides;
  const value = values.at(-1) ?? [];
  return operators.every((operator) => operator === '=') && isName(name) ? { name, value } : null;
}
