/** A comparison that can't be made as it was asked for; the message says why and what to do. */
export class InvalidComparisonError extends Error {
  override readonly name = 'InvalidComparisonError';
}
