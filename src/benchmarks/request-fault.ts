/** Why a page of a dataset could not be had. */
export class SourceRequestError extends Error {
  override readonly name = 'SourceRequestError';
  /** What the person who waits for the data can do. */
  readonly advice: string;
  /** Whether the same request may work in a moment. */
  readonly mayPass: boolean;
  /** What the server asked to wait; `null` where it did not. */
  readonly pauseMs: number | null;

  constructor(cause: string, { advice, mayPass = false, pauseMs = null }: FaultFacts) {
    super(cause);
    this.advice = advice;
    this.mayPass = mayPass;
    this.pauseMs = pauseMs;
  }
}

interface FaultFacts {
  readonly advice: string;
  readonly mayPass?: boolean;
  readonly pauseMs?: number | null;
}
