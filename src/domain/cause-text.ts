/** What an error says, and what is said to have caused it: for those who run Assay, since causes may name addresses. */
export function withCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = firstOf(error.cause);
  return cause === null ? error.message : `${error.message}: ${cause}`;
}

function firstOf(cause: unknown): string | null {
  if (cause instanceof AggregateError) return firstOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : null;
}
