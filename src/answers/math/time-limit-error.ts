/** A comparison that was not done in time. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(limitMs: number) {
    super(`could not be decided within ${limitMs / 1000} s`);
  }
}
