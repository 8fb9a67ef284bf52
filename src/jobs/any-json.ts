import type { ApiPropertyOptions } from '@nestjs/swagger';

/** The schema of any JSON value at all. */
export const ANY_JSON = {
  oneOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
  ],
} satisfies ApiPropertyOptions;
