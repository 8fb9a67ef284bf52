import type { ApiPropertyOptions } from '@nestjs/swagger';
import type { NumberBounds } from './is-number-within.ts';

/** A number between two bounds, both excluded, as OpenAPI 3.1 writes them; the types of the library know 3.0 only. */
export function numberWithin({ above, below }: NumberBounds): ApiPropertyOptions {
  const bounds = { exclusiveMinimum: above, ...(below === undefined ? {} : { exclusiveMaximum: below }) };
  return { type: 'number', ...bounds } as unknown as ApiPropertyOptions;
}
