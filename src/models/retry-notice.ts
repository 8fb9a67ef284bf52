/** A model call that failed and will be tried again. */
export interface RetryNotice {
  /** `provider:model-id`. */
  readonly model: string;
  /** What the provider answered. */
  readonly message: string;
  readonly delayMs: number;
}
