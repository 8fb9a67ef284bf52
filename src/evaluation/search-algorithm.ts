/** How a search finds its candidates. */
export const SEARCH_ALGORITHMS = ['opro', 'gepa', 'race'] as const;
export type SearchAlgorithm = (typeof SEARCH_ALGORITHMS)[number];

/** How many training rows one step runs at most. */
export const MOST_TRAINING_ROWS: Readonly<Record<SearchAlgorithm, number>> = { opro: Infinity, gepa: 128, race: 64 };

/** The share of the rows that is held out, and the one that candidates are chosen by, where an algorithm needs both and none is named. */
export const DEFAULT_SHARES: Readonly<Record<SearchAlgorithm, number | null>> = { opro: null, gepa: 0.3, race: 0.3 };
