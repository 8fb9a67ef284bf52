import { ApiParam } from '@nestjs/swagger';
import { InvalidRequestError } from './invalid-request.error.ts';

const WHOLE = /^\d{1,15}$/;

/** Documents the parameter `row` of a path. */
export function RowParameter(): MethodDecorator {
  return ApiParam({
    name: 'row',
    description: 'The example’s number in its dataset, from 0.',
    schema: { type: 'integer', minimum: 0, example: 0 },
  });
}

/** Reads the row of a path. Throws an `InvalidRequestError` for anything but a whole number. */
export function rowOf(text: string): number {
  if (WHOLE.test(text)) return Number(text);
  const message = 'must be a whole number from 0 on';
  throw new InvalidRequestError(`row ${message}`, [{ path: 'row', message }]);
}
