import type { ErrorCode } from '../domain/errors.ts';

/** The status of every error that somebody's doing can cause. */
export const ERROR_STATUS: Readonly<Record<ErrorCode, number>> = {
  unusable_request: 400,
  too_few_runs: 400,
  job_not_found: 404,
  run_not_found: 404,
  busy: 409,
  illegal_move: 409,
  already_exists: 409,
  unavailable: 503,
};
