/** The tokens of one call, as the provider counted them; `null` where it does not say. */
export interface TokenUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** How many of the input tokens came out of the provider's cache, where it says. */
  readonly cachedInputTokens?: number;
  /** How many of the input tokens were written to it, where it says. */
  readonly cacheWriteTokens?: number;
}

/** What a call costs in US dollars; `null` where that is not known. */
export type CallPrice = (usage: TokenUsage) => number | null;

/** Of a model that costs nothing. */
export const FREE: CallPrice = () => 0;

/** Of a model whose price nobody knows. */
export const UNKNOWN_PRICE: CallPrice = () => null;
