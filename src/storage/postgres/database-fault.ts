import { UnavailableError } from '../../domain/errors.ts';
import { errorCode } from '../../files/error-code.ts';

/** Classes of SQLSTATE in which nothing is wrong with what was asked: connections, resources, an operator's intervention, and the system. */
const AWAY_CLASSES = ['08', '53', '57', '58'];

/** Classes that refuse whoever asks: a wrong name or password, and a database that is not there. */
const REFUSING_CLASSES = ['28', '3D'];

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

const SQLSTATE_LENGTH = 5;

/** SQLSTATE 57014: a statement that took too long or was cancelled. */
const CANCELLED = '57014';

/**
 * What a client of PostgreSQL has thrown: an `UnavailableError` where the database is away or refuses us, so that it is worth trying again; else as it is.
 * Its message is for anybody who asks; its cause has addresses and names.
 */
export function databaseFault(error: unknown): unknown {
  if (isRefusal(error)) return new UnavailableError('the database refuses the connection', { cause: error });
  return isAway(error) ? new UnavailableError('the database does not answer', { cause: error }) : error;
}

function isRefusal(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return code.length === SQLSTATE_LENGTH && REFUSING_CLASSES.includes(code.slice(0, 2));
}

function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const code = errorCode(error) ?? '';
  if (code === CANCELLED || AWAY_CODES.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code) && AWAY_CLASSES.includes(code.slice(0, 2))) return true;
  return error instanceof Error && AWAY_MESSAGES.test(error.message);
}
