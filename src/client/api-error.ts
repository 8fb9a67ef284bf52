import type { Occupancy } from '../domain/errors.ts';

/** What an answer says besides its status. */
export interface ApiErrorDetails {
  /** How long the server asks to wait before the next try. */
  readonly retryAfterMs?: number | null;
  /** What takes the place of a job that was refused. */
  readonly occupancy?: Occupancy | undefined;
  /** Whether the request may have arrived all the same. */
  readonly isAnswerLost?: boolean;
  /** Of a name that is not there: what was looked for, and what may have been meant. */
  readonly hint?: string | undefined;
}

/** A server that answered with an error, or could not be reached; `message` is its `detail`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP's; 0 where there was no answer. */
  readonly status: number;
  /** How long the server asks to wait before the next try; `null` where it does not say. */
  readonly retryAfterMs: number | null;
  /** What takes the place of a job that was refused because others run. */
  readonly occupancy: Occupancy | undefined;
  /** Whether there was no answer though the request may have arrived: it is safe to send it again only with the same `Idempotency-Key`. */
  readonly isAnswerLost: boolean;
  /** Of a name that is not there: what was looked for, and what may have been meant. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    status: number,
    { retryAfterMs = null, occupancy, isAnswerLost = false, hint }: ApiErrorDetails = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.occupancy = occupancy;
    this.isAnswerLost = isAnswerLost;
    this.hint = hint;
  }
}

/** `fetch` says only that it failed; why stands in its cause. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return cause.message || (code ?? cause.name);
}
