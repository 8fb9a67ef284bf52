import type { ProposalPayload } from '../evaluation/event.ts';
import { fnv1a } from '../statistics/random.ts';
import type {
  Ask,
  Candidate,
  Decision,
  Origin,
  Refusal,
  RowScore,
  SearchedPart,
  SearchEndReason,
  SearchPorts,
  SearchResult,
  SearchSetup,
} from './search-ports.ts';

/** So many candidates in a row that were not accepted end a search. */
const MOST_REFUSED = 20;

/** So many useless answers in a row do. */
const MOST_UNUSABLE = 3;

const FULL_SCORE = 1;

/** An accepted candidate with its scores, by row; a row without a score counts as 0. */
export interface Accepted {
  readonly candidate: Candidate;
  readonly training: ReadonlyMap<number, number>;
  readonly selection: readonly number[];
  /** Over the selection rows. */
  readonly mean: number;
}

/** Everything about a search that does not depend on its algorithm: its candidates, why it ends, and chance. */
export class SearchCourse {
  readonly setup: SearchSetup;
  readonly ports: SearchPorts;
  readonly accepted: Accepted[] = [];
  #candidates = 0;
  #asked = 0;
  #refusedInRow = 0;
  #unusable = 0;
  #unusableInRow = 0;

  constructor(setup: SearchSetup, ports: SearchPorts) {
    this.setup = setup;
    this.ports = ports;
  }

  /** Rows of a part, by number. */
  all(part: SearchedPart): readonly number[] {
    return [...Array(this.setup.rows[part]).keys()];
  }

  /** A seed for the next choice: another for every candidate, every useless answer and every purpose. */
  seedFor(purpose: string): number {
    return fnv1a(`${this.setup.seed}|${this.#candidates}|${this.#asked}|${purpose}`);
  }

  /** Why the search is over; `null` while it is not. `rows` is how many rows the next candidate may take. */
  endReason(rows: number): SearchEndReason | null {
    if (this.best.mean >= FULL_SCORE) return 'full_score';
    if (this.#candidates > this.setup.steps) return 'steps';
    if (this.#unusableInRow >= MOST_UNUSABLE) return 'proposer';
    if (this.#refusedInRow >= MOST_REFUSED) return 'no_progress';
    return this.ports.affords(rows) ? null : 'budget';
  }

  /** The accepted candidate with the highest mean, the first of equals. */
  get best(): Accepted {
    const [first, ...others] = this.accepted;
    if (first === undefined) throw new Error('the baseline comes first');
    return others.reduce((best, one) => (one.mean > best.mean ? one : best), first);
  }

  /** `null` for a useless answer, which is counted. */
  async propose(ask: Ask): Promise<ProposalPayload | null> {
    this.#asked += 1;
    const proposed: ProposalPayload | Refusal = await this.ports.propose(ask);
    if ('unusable' in proposed) {
      this.#unusable += 1;
      this.#unusableInRow += 1;
      return null;
    }
    this.#unusableInRow = 0;
    return proposed;
  }

  async open(origin: Origin, parents: readonly Candidate[], proposal: ProposalPayload): Promise<Candidate> {
    const candidate = { index: this.#candidates, origin, parents: parents.map(({ index }) => index), proposal };
    this.#candidates += 1;
    await this.ports.open(candidate);
    return candidate;
  }

  async scores(candidate: Candidate, part: SearchedPart, rows: readonly number[]): Promise<readonly number[]> {
    const scores = await this.ports.evaluate(candidate, part, rows);
    return scores.map((score: RowScore) => score ?? 0);
  }

  async accept(found: Omit<Accepted, 'mean'>, reason: string | null): Promise<Accepted> {
    const one = { ...found, mean: meanOf(found.selection) };
    this.accepted.push(one);
    this.#refusedInRow = 0;
    await this.ports.close(found.candidate, { isAccepted: true, reason });
    return one;
  }

  async refuse(candidate: Candidate, reason: string): Promise<void> {
    this.#refusedInRow += 1;
    const decision: Decision = { isAccepted: false, reason };
    await this.ports.close(candidate, decision);
  }

  result(reason: SearchEndReason): SearchResult {
    const { candidate, mean } = this.best;
    return { reason, selected: candidate, score: mean, candidates: this.#candidates, unusable: this.#unusable };
  }
}

/** 0 where there are none. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : sumOf(values) / values.length;
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
