import type { OpenAPIObject } from '@nestjs/swagger';

/**
 * A copy of the document whose objects have the fields that are written down, and no others. Discriminators lose their
 * `mapping`, which the validator does not know: the values of the property say the same.
 */
export function strictSchemas(document: OpenAPIObject): object {
  const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
  closeObjects(copy);
  return copy;
}

function closeObjects(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (isObjectSchema(node)) node.additionalProperties ??= false;
  if ('discriminator' in node && typeof node.discriminator === 'object')
    delete (node.discriminator as { mapping?: unknown }).mapping;
  for (const child of Object.values(node)) closeObjects(child);
}

function isObjectSchema(node: object): node is { additionalProperties?: unknown } {
  return 'type' in node && node.type === 'object' && 'properties' in node && typeof node.properties === 'object';
}
