import { UnavailableError } from '../../domain/errors.ts';
import { errorCode } from '../../files/error-code.ts';

/** Classes of SQLSTATE in which nothing is wrong with what was asked: connections, resources, an operator's intervention, and the system. */
const AWAY_CLASSES = ['08', '53', '57', '58'];
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
const AWAY_MESSAGES = /connection terminated|timeout exceeded|query read timeout|not queryable|client was closed/i;

/** SQLSTATE 57014: a statement that took too long or was cancelled. */
const CANCELLED = '57014';

/** What a client of PostgreSQL has thrown: an `UnavailableError` where the database is away, so that it is worth trying again; else as it is. */
export function databaseFault(error: unknown): unknown {
  if (!isAway(error)) return error;
  return new UnavailableError(`the database does not answer: ${messageOf(error)}`, { cause: error });
}

function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const code = errorCode(error) ?? '';
  if (code === CANCELLED || AWAY_CODES.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code) && AWAY_CLASSES.includes(code.slice(0, 2))) return true;
  return error instanceof Error && AWAY_MESSAGES.test(error.message);
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
