/** A server that answered with an error, or could not be reached; `message` is its `detail`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP's; 0 where there was no answer. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** `fetch` says only that it failed; why stands in its cause. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return cause.message || (code ?? cause.name);
}
