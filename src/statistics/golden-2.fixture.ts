import { readFileSync } from 'node:fs';

/** A case of the second set of expected values; what `input` and `expected` hold depends on its kind. */
export interface SecondGoldenCase<Input, Expected> {
  readonly id: string;
  readonly kind: string;
  readonly input: Input;
  readonly expected: Expected;
}

const text = readFileSync(new URL('../../test/fixtures/golden-2.json', import.meta.url), 'utf8');
const { cases } = JSON.parse(text) as { cases: readonly SecondGoldenCase<unknown, unknown>[] };

/** The cases of one kind as rows of a table: the id, which names the test, and the case. Throws for a kind without cases. */
export function secondGolden<Input, Expected>(kind: string): (readonly [string, SecondGoldenCase<Input, Expected>])[] {
  const found = cases.filter((one) => one.kind === kind) as readonly SecondGoldenCase<Input, Expected>[];
  if (found.length === 0) throw new Error(`No golden case is of the kind ${kind}.`);
  return found.map((one) => [one.id, one]);
}
