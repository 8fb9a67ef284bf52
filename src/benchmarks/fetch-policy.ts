/** How patiently data is fetched. */
export interface FetchPolicy {
  /** Pages that are asked for at once. */
  readonly pagesAtOnce: number;
  /** For one request. */
  readonly timeoutMs: number;
  /** Further attempts after the first, for one page. */
  readonly retries: number;
  /** The same while the server has not answered at all: without a network nobody should wait long. */
  readonly retriesUnreached: number;
  /** The wait before the first retry; it doubles, with jitter. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** The longest wait that a server may ask for with `Retry-After`. */
  readonly maxPauseMs: number;
}

export const FETCH_POLICY: FetchPolicy = {
  pagesAtOnce: 4,
  timeoutMs: 30_000,
  retries: 6,
  retriesUnreached: 2,
  minDelayMs: 500,
  maxDelayMs: 20_000,
  maxPauseMs: 300_000,
};
