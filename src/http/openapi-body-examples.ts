import type { ObjectSchema, SchemaOrReference } from './openapi-shapes.ts';

/** A body for people to start from: what is required, and, where there is more, everything that there is. */
export interface BodyExamples {
  readonly required: BodyExample;
  readonly everything?: BodyExample;
}

export interface BodyExample {
  readonly summary: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Bodies made of the examples of a schema's fields, so that they can't say anything else than these. */
export function bodyExamples({ properties = {}, required = [] }: ObjectSchema): BodyExamples {
  const names = Object.keys(properties);
  const least = { summary: 'What is required', value: bodyOf(properties, required) };
  if (names.every((name) => required.includes(name))) return { required: least };
  return { required: least, everything: { summary: 'Every field', value: bodyOf(properties, names) } };
}

function bodyOf(properties: Readonly<Record<string, SchemaOrReference>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, properties[name]?.example]));
}
