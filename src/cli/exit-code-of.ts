import { AssayError } from '../domain/errors.ts';
import { ApiError } from './api-client.ts';
import { EXIT } from './exit-code.ts';

/** The exit code of an error that is for the person who asked; `undefined` for a fault of ours. */
export function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof ApiError) return error.status === 400 || error.status === 422 ? EXIT.unusable : EXIT.failed;
  if (error instanceof AssayError) return error.code === 'unusable_request' ? EXIT.unusable : EXIT.failed;
  return undefined;
}
