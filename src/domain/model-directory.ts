export const MODEL_DIRECTORY = Symbol('ModelDirectory');

/** What is known of a model without asking it. */
export interface ModelFacts {
  /** The part before the colon; the whole text where there is no colon. */
  readonly provider: string;
  /** Whether a key is set for its provider; `null` where it needs none. Never the key. */
  readonly hasKey: boolean | null;
  /** Whether what it costs can be told: a model that is free has a price too. */
  readonly isPriceKnown: boolean;
  /** Why it can't be asked as the server is set up now; `null` where nothing is in the way. */
  readonly problem: string | null;
}

/** Looks models up by `provider:model-id`, without a call to any provider. */
export interface ModelDirectory {
  /** The models that need no network, sorted. */
  readonly offline: readonly string[];

  /** What is known of each of these models, in their order; any text may be asked for. */
  look(models: readonly string[]): Promise<readonly ModelFacts[]>;
}
