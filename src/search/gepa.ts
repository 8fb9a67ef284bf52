import { MOST_TRAINING_ROWS } from '../evaluation/search-algorithm.ts';
import { randomStream } from '../statistics/random.ts';
import { seededOrder } from '../statistics/seeded-order.ts';
import { paretoWeights, placeAt } from './pareto.ts';
import { type Accepted, SearchCourse, sumOf } from './search-course.ts';
import type { Candidate, SearchEndReason, SearchPorts, SearchResult, SearchSetup } from './search-ports.ts';

/** Training rows that a proposer is shown at a time, and that decide whether its template is looked at further. */
export const MINIBATCH = 5;

/** Training rows that every accepted candidate has been run on: minibatches are drawn from these. */
const PRACTICE_ROWS = 32;

/** Of so many training rows the practice rows are chosen, while too few have anything to teach. */
const MOST_LOOKED_AT = MOST_TRAINING_ROWS.gepa;

const MOST_MERGES = 5;
const FULL_SCORE = 1;

/**
 * GEPA, for a single template (Agrawal et al. 2025, "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement Learning", arXiv:2507.19457).
 * A parent is drawn from the Pareto front over the selection rows, as often as it is among the best of a row. The proposer sees how it did on a
 * minibatch of training rows, and rewrites it; the new template is run on these rows, and only where it does better there on the whole
 * selection part, whereupon it may become a parent.
 *
 * Where the paper crosses the modules of two programs, here the proposer merges two templates of the front, neither of which comes from the other: after a candidate was
 * accepted, each pair once, at most five times. It is accepted where it does as well as both on a minibatch.
 * Where the paper runs the parent anew on each minibatch, here minibatches are drawn from practice rows that each accepted candidate is run on once: at
 * most 32 training rows, half of them such as the baseline fails on, where there are so many.
 */
export async function gepa(setup: SearchSetup, ports: SearchPorts): Promise<SearchResult> {
  return new Gepa(setup, ports).run();
}

class Gepa {
  readonly #course: SearchCourse;
  #practice: readonly number[] = [];
  readonly #merged = new Set<string>();
  #isMergeDue = false;

  constructor(setup: SearchSetup, ports: SearchPorts) {
    this.#course = new SearchCourse(setup, ports);
  }

  async run(): Promise<SearchResult> {
    await this.#tryBaseline();
    let reason: SearchEndReason | null = null;
    while (reason === null) reason = this.#course.endReason(this.#mostRows) ?? (await this.#next());
    return this.#course.result(reason);
  }

  /** Of one candidate. */
  get #mostRows(): number {
    return this.#practice.length + this.#course.setup.rows.selection;
  }

  async #tryBaseline(): Promise<void> {
    const course = this.#course;
    const candidate = await course.open('baseline', [], course.setup.baseline);
    const training = await this.#practiceOf(candidate);
    const selection = await course.scores(candidate, 'selection', course.all('selection'));
    await course.accept({ candidate, training, selection }, null);
  }

  /** Chooses the practice rows by how the baseline does on training rows. */
  async #practiceOf(baseline: Candidate): Promise<ReadonlyMap<number, number>> {
    const { rows } = this.#course.setup;
    const order = [...seededOrder(rows.training, this.#course.seedFor('practice'))].slice(0, MOST_LOOKED_AT);
    const scores = new Map<number, number>();
    const failed = (): number[] => order.filter((row) => (scores.get(row) ?? FULL_SCORE) < FULL_SCORE);
    for (let at = 0; at < order.length && failed().length < PRACTICE_ROWS / 2; at += PRACTICE_ROWS) {
      const block = order.slice(at, at + PRACTICE_ROWS);
      const found = await this.#course.scores(baseline, 'training', block);
      for (const [place, row] of block.entries()) scores.set(row, found[place] ?? 0);
    }
    const taught = failed().slice(0, PRACTICE_ROWS / 2);
    const others = order.filter((row) => scores.has(row) && !taught.includes(row));
    this.#practice = [...taught, ...others].slice(0, PRACTICE_ROWS).sort((a, b) => a - b);
    return new Map(this.#practice.map((row) => [row, scores.get(row) ?? 0]));
  }

  /** One candidate, or one useless answer; a reason where there is nothing to do. */
  async #next(): Promise<SearchEndReason | null> {
    const pair = this.#isMergeDue ? this.#pairToMerge() : null;
    this.#isMergeDue = false;
    if (pair !== null) return this.#merge(pair);
    const parent = this.#parent();
    if (parent === null) return 'nothing_to_learn';
    return this.#reflect(parent);
  }

  /** Drawn from the front; `null` where nobody on it fails on a practice row. */
  #parent(): Accepted | null {
    const { accepted } = this.#course;
    const weights = paretoWeights(accepted.map(({ selection }) => selection)).map((weight, at) =>
      this.#practice.some((row) => this.#fails(accepted[at], row)) ? weight : 0,
    );
    if (weights.every((weight) => weight === 0)) return null;
    const at = randomStream(this.#course.seedFor('parent')).next() / 2 ** 32;
    return accepted[placeAt(weights, at)] ?? null;
  }

  #fails(one: Accepted | undefined, row: number): boolean {
    return (one?.training.get(row) ?? 0) < FULL_SCORE;
  }

  async #reflect(parent: Accepted): Promise<null> {
    const course = this.#course;
    const rows = this.#minibatch((row) => this.#fails(parent, row));
    const parents = [parent.candidate] as const;
    const proposal = await course.propose({ origin: 'reflection', parents, rows });
    if (proposal === null) return null;
    const candidate = await course.open('reflection', parents, proposal);
    const scores = await course.scores(candidate, 'training', rows);
    const before = sumOf(rows.map((row) => parent.training.get(row) ?? 0));
    const comparison = `${figure(sumOf(scores))} on ${rows.length} training rows, where step ${parent.candidate.index} had ${figure(before)}`;
    if (sumOf(scores) > before) await this.#accept(candidate, `it scored ${comparison}`);
    else await course.refuse(candidate, `it scored no more than its parent: ${comparison}`);
    return null;
  }

  async #merge(pair: readonly [Accepted, Accepted]): Promise<null> {
    const course = this.#course;
    const [one, other] = pair;
    const rows = this.#minibatch((row) => one.training.get(row) !== other.training.get(row));
    const parents = [one.candidate, other.candidate] as const;
    const proposal = await course.propose({ origin: 'merge', parents, rows });
    if (proposal === null) return null;
    const candidate = await course.open('merge', parents, proposal);
    const scores = await course.scores(candidate, 'training', rows);
    const [first, second] = pair.map(({ training }) => sumOf(rows.map((row) => training.get(row) ?? 0))) as [number, number];
    const comparison = `${figure(sumOf(scores))} on ${rows.length} training rows, where steps ${parents[0].index} and ${parents[1].index} had ${figure(first)} and ${figure(second)}`;
    if (sumOf(scores) >= Math.max(first, second)) await this.#accept(candidate, `it scored ${comparison}`);
    else await course.refuse(candidate, `it scored less than a parent: ${comparison}`);
    return null;
  }

  async #accept(candidate: Candidate, reason: string): Promise<void> {
    const course = this.#course;
    const found = await course.scores(candidate, 'training', this.#practice);
    const training = new Map(this.#practice.map((row, at) => [row, found[at] ?? 0]));
    const selection = await course.scores(candidate, 'selection', course.all('selection'));
    await course.accept({ candidate, training, selection }, reason);
    this.#isMergeDue = candidate.origin === 'reflection' && this.#merged.size < MOST_MERGES;
  }

  /** Practice rows in a seeded order; where none of the first has what is sought, one that has takes the last place. */
  #minibatch(isSought: (row: number) => boolean): readonly number[] {
    const order = seededOrder(this.#practice.length, this.#course.seedFor('minibatch'));
    const shuffled = Array.from(order, (at) => this.#practice[at] ?? 0);
    const batch = shuffled.slice(0, MINIBATCH);
    const sought = shuffled.find(isSought);
    if (sought === undefined || batch.some(isSought)) return batch;
    return [...batch.slice(0, MINIBATCH - 1), sought];
  }

  /** The two of the front that were not merged yet, neither from the other, with the highest means. */
  #pairToMerge(): readonly [Accepted, Accepted] | null {
    const { accepted } = this.#course;
    const weights = paretoWeights(accepted.map(({ selection }) => selection));
    const front = accepted.filter((_, at) => (weights[at] ?? 0) > 0).sort((a, b) => b.mean - a.mean);
    for (const [at, one] of front.entries()) {
      for (const other of front.slice(at + 1)) {
        const key = `${one.candidate.index} ${other.candidate.index}`;
        if (this.#merged.has(key) || this.#descends(one, other) || this.#descends(other, one)) continue;
        this.#merged.add(key);
        return [one, other];
      }
    }
    return null;
  }

  #descends(one: Accepted, ancestor: Accepted): boolean {
    const { parents } = one.candidate;
    return parents.some((index) => {
      if (index === ancestor.candidate.index) return true;
      const parent = this.#course.accepted.find(({ candidate }) => candidate.index === index);
      return parent !== undefined && this.#descends(parent, ancestor);
    });
  }
}

/** A sum of scores. */
function figure(sum: number): string {
  return String(Number(sum.toFixed(2)));
}
