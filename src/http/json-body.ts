import { InvalidRequestError } from './invalid-request.error.ts';

/** Deeper than any body of ours, and far from where recursion over it would overflow the stack. */
const MAX_DEPTH = 64;

/**
 * A body as a JSON value; `undefined` for an empty one.
 * Throws `InvalidRequestError` for what is no UTF-8, no JSON, or nested beyond reason.
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;

  const value = parse(decode(bytes));
  if (isDeeperThan(value, MAX_DEPTH))
    throw invalid(`The body is nested more than ${MAX_DEPTH} levels deep.`, 'is nested too deep');

  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('The body is not valid UTF-8.', 'is not valid UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`The body is not valid JSON: ${reason}.`, reason);
  }
}

function invalid(detail: string, message: string): InvalidRequestError {
  return new InvalidRequestError(detail, [{ path: '', message }]);
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;

    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
