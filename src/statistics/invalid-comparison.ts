/** A comparison that can't be made as it was asked for; the message says why and what to do. */
export class InvalidComparisonError extends Error {
  override readonly name = 'InvalidComparisonError';
}

/** A comparison of fewer than two runs. */
export class TooFewRunsError extends InvalidComparisonError {}

/** An option that does not suit the scores that are compared. */
export class UnsuitableOptionError extends InvalidComparisonError {}
