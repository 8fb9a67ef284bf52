import type { ProposalPayload } from '../evaluation/event.ts';

/** The rows that a search runs candidates on. A row's number is its place in its part, from 0. */
export type SearchedPart = 'training' | 'selection';

/** What a candidate came from. */
export type Origin = 'baseline' | 'reflection' | 'merge' | 'instruction' | 'demonstrations';

/** A template that a search tries. */
export interface Candidate {
  /** 0 is the baseline. */
  readonly index: number;
  readonly origin: Origin;
  /** The candidates that it was made from, by index. */
  readonly parents: readonly number[];
  readonly proposal: ProposalPayload;
}

/** The score of a row from 0 to 1; `null` where it has none. */
export type RowScore = number | null;

/** What a proposer is asked for. Rows are training rows that the candidates shown have been run on. */
export type Ask =
  | { readonly origin: 'reflection'; readonly parents: readonly [Candidate]; readonly rows: readonly number[] }
  | { readonly origin: 'merge'; readonly parents: readonly [Candidate, Candidate]; readonly rows: readonly number[] }
  /** A new instruction beside those that there are; `parents` begin with the one that is shown with its rows. */
  | { readonly origin: 'instruction'; readonly parents: readonly Candidate[]; readonly rows: readonly number[] };

/** Why a proposer's answer was of no use, also after it was told so. */
export interface Refusal {
  readonly unusable: string;
}

/** What was decided about a candidate when it is closed. */
export interface Decision {
  /** Whether it may be selected. One that was not accepted may lack scores on selection rows. */
  readonly isAccepted: boolean;
  /** One sentence; `null` for the baseline. */
  readonly reason: string | null;
}

/**
 * What a search needs from outside. Whatever a search decides follows from its seed and from what these answer, so that a search that goes on,
 * and is answered from its log what it was answered before, is at the same point again.
 */
export interface SearchPorts {
  /** Asks for a template; one that can't be used was sent back once. Throws a `SearchCutError`. */
  propose(ask: Ask): Promise<ProposalPayload | Refusal>;
  /** A candidate begins; one at a time. */
  open(candidate: Candidate): Promise<void>;
  /**
   * Scores of the open candidate, in the order of the rows; those that it has been run on already cost nothing. Throws a `SearchCutError` where the
   * job ends before all are there.
   */
  evaluate(candidate: Candidate, part: SearchedPart, rows: readonly number[]): Promise<readonly RowScore[]>;
  /** The open candidate ends. */
  close(candidate: Candidate, decision: Decision): Promise<void>;
  /** Whether the budget of the search has room for a candidate that runs on so many rows. */
  affords(rows: number): boolean;
  /** A template of training rows shown with the answers that the candidate gave; `null` where none of them can be shown. */
  demonstrate(candidate: Candidate, rows: readonly number[]): Promise<string | null>;
}

/** The job ends, and what was under way with it. */
export class SearchCutError extends Error {
  override readonly name = 'SearchCutError';
}

/** What a search is given. */
export interface SearchSetup {
  readonly seed: number;
  /** Candidates beyond the baseline. */
  readonly steps: number;
  /** How many rows each part has. */
  readonly rows: Readonly<Record<SearchedPart, number>>;
  readonly baseline: ProposalPayload;
}

/**
 * Why a search ended: after its steps, at the full score, before a step that its budget has no room for, because too many candidates in a row were
 * refused, because no training row is left to learn from, or because the proposer gave too many useless answers in a row.
 */
export type SearchEndReason = 'steps' | 'full_score' | 'budget' | 'no_progress' | 'nothing_to_learn' | 'proposer';

export interface SearchResult {
  readonly reason: SearchEndReason;
  /** The accepted candidate with the best mean over the selection rows, where one without a score counts as 0; the first of equals. */
  readonly selected: Candidate;
  /** Its mean. */
  readonly score: number;
  readonly candidates: number;
  /** Answers of the proposer that were of no use. */
  readonly unusable: number;
}
