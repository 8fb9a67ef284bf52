import type { JsonObject } from '../evaluation/json.ts';
import { DEFAULT_SHARES, SEARCH_ALGORITHMS, type SearchAlgorithm } from '../evaluation/search-algorithm.ts';

/** The fields of a search that say how it goes, and on which rows, as entries of `JOB_FIELDS`. */
export const SEARCH_FIELDS = {
  algorithm: {
    type: 'choice',
    choices: SEARCH_ALGORITHMS,
    doc: 'How candidates are found. `opro`, which is the default, asks the proposer for one template after another and shows it all that was tried. `gepa` has it improve, by how it did on a few training rows, a template that is among the best on some selection row, and merge two. `race` has new instructions and demonstrations compete row by row. For `gepa` and `race`, `holdout` and `selection` are 0.3 unless given.',
    example: 'gepa',
    flag: '--algorithm <name>',
    help: 'how candidates are found: opro (default), gepa or race; docs/optimizing.md says when to take which',
    title: 'Algorithm',
  },
  holdout: {
    type: 'name_or_share',
    doc: 'Rows that the search does not see: another dataset of the project, or a share of the rows, above 0 and below 1. At the end the candidate that was selected meets the baseline once on them. Equal rows stay together.',
    example: 0.3,
    flag: '--holdout <dataset|share>',
    help: 'test the best template against the baseline on these rows, which the search does not see: a dataset, or a share such as 0.3',
    title: 'Held out',
  },
  selection: {
    type: 'name_or_share',
    doc: 'Rows that candidates are chosen by, and that the proposer does not see: another dataset of the project, or a share of the rows, above 0 and below 1.',
    example: 0.3,
    flag: '--selection <dataset|share>',
    help: 'choose the best template by these rows, which the proposer does not see: a dataset, or a share such as 0.3',
    title: 'Selection',
  },
  budget: {
    type: 'budget',
    doc: 'What the search may take: it ends, as `done`, before a step that would take more `trials`, or by what earlier steps cost is likely to cost more US dollars (`cost_usd`, for which every model needs a price that is known). The test on held-out rows comes on top.',
    example: { trials: 2000 },
    flag: '--budget <trials=n|cost_usd=dollars>',
    help: 'end the search before it takes more trials=<n> or cost_usd=<dollars>; the test on held-out rows comes on top',
    title: 'Budget of the search',
  },
} as const;

/** The most that a search may take. */
export type BudgetFields = JsonObject & { readonly trials?: number; readonly cost_usd?: number };

/** The rows that a search holds out and chooses by where none are named. */
export function defaultParts(algorithm: unknown): { readonly holdout?: number; readonly selection?: number } {
  const share = DEFAULT_SHARES[algorithm as SearchAlgorithm] ?? null;
  return share === null ? {} : { holdout: share, selection: share };
}
