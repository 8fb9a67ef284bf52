import type { ProposalPayload } from '../evaluation/event.ts';
import type { Ask, Candidate, Decision, Refusal, RowScore, SearchedPart, SearchPorts, SearchSetup } from './search-ports.ts';

/** What stands in for the program, its metrics and the proposer. */
export interface SimulatedWorld {
  score(template: string, part: SearchedPart, row: number): RowScore;
  /** The next template; an object where the answer is of no use. */
  propose(ask: Ask): string | Refusal;
  demonstrate?(template: string, rows: readonly number[]): string | null;
}

/** Ports without a model, that count what a search pays for and keep what it decides. */
export class SimulatedSearch implements SearchPorts {
  readonly candidates: Candidate[] = [];
  readonly decisions: (Decision | null)[] = [];
  readonly asks: Ask[] = [];
  /** Pairs of template and row. */
  readonly paid = { training: 0, selection: 0 };
  readonly #world: SimulatedWorld;
  readonly #budget: number;
  readonly #scores = new Map<string, RowScore>();

  constructor(world: SimulatedWorld, budget = Infinity) {
    this.#world = world;
    this.#budget = budget;
  }

  async propose(ask: Ask): Promise<ProposalPayload | Refusal> {
    this.asks.push(ask);
    const answer = this.#world.propose(ask);
    return Promise.resolve(typeof answer === 'string' ? proposalOf(answer) : answer);
  }

  async open(candidate: Candidate): Promise<void> {
    this.candidates.push(candidate);
    this.decisions.push(null);
    return Promise.resolve();
  }

  async evaluate(candidate: Candidate, part: SearchedPart, rows: readonly number[]): Promise<readonly RowScore[]> {
    return Promise.resolve(rows.map((row) => this.#scoreOf(candidate, part, row)));
  }

  async close(candidate: Candidate, decision: Decision): Promise<void> {
    this.decisions[candidate.index] = decision;
    return Promise.resolve();
  }

  affords(rows: number): boolean {
    return this.paid.training + this.paid.selection + rows <= this.#budget;
  }

  async demonstrate({ proposal }: Candidate, rows: readonly number[]): Promise<string | null> {
    return Promise.resolve(this.#world.demonstrate?.(proposal.prompt_template, rows) ?? null);
  }

  #scoreOf({ index, proposal }: Candidate, part: SearchedPart, row: number): RowScore {
    const key = `${index} ${part} ${row}`;
    const known = this.#scores.get(key);
    if (known !== undefined) return known;
    const score = this.#world.score(proposal.prompt_template, part, row);
    this.#scores.set(key, score);
    this.paid[part] += 1;
    return score;
  }
}

/** A search of so many candidates beyond a baseline. */
export function setupOf(baseline: string, setup: Pick<SearchSetup, 'steps' | 'seed' | 'rows'>): SearchSetup {
  return { ...setup, baseline: proposalOf(baseline) };
}

function proposalOf(template: string): ProposalPayload {
  return { prompt_template: template, thinking: null, advice: null };
}
