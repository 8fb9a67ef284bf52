import { MOST_TRAINING_ROWS } from '../evaluation/search-algorithm.ts';
import { seededOrder } from '../statistics/seeded-order.ts';
import { type Accepted, meanOf, SearchCourse, sumOf } from './search-course.ts';
import type { Candidate, SearchEndReason, SearchPorts, SearchResult, SearchSetup } from './search-ports.ts';

/** A challenger is looked at first after this share of the selection rows, and no fewer than 8 … */
const FIRST_LOOK = { share: 1 / 16, least: 8 };

/** … and each time that there are a quarter more. */
const GROWTH = 1.25;

/** How many standard errors a challenger may be below the best, when it is looked at. */
const ALLOWED_SHORTFALL = 1.4;

/** Training rows that a candidate runs on for the proposer to see, and to take demonstrations from. */
const SHOWN_ROWS = 16;

/** Of so many training rows answers are taken at most. */
const MOST_SHOWN = MOST_TRAINING_ROWS.race;

/** How many demonstrations a template gets, in turn. */
const DEMONSTRATIONS = [2, 4, 1, 8] as const;

/** Times that demonstrations are drawn before it is said that there are no others. */
const MOST_DRAWS = 10;

const FULL_SCORE = 1;

/**
 * A race among instructions and demonstrations: by turns the proposer writes a new instruction, and the best one gets training rows as
 * demonstrations that the program answered right with it (bootstrapped ones: Khattab et al. 2023, arXiv:2310.03714). Each challenger meets the best so far row by
 * row, in one seeded order of the selection rows, and is out as soon as it is behind by so much on the rows that it has seen that it can hardly be ahead on all:
 * by 1.4 standard errors of the paired difference, √(v(1/n − 1/N)) after n of N rows, v the mean square of all differences that the race has seen. One that gets
 * through all rows with a higher mean is the best from then on.
 *
 * Racing: Birattari et al. 2002; challengers against the best so far, with more and more runs: Hutter, Hoos and Leyton-Brown 2011
 * (intensification in SMAC). What is saved, and what that costs: statistics.md §36.
 */
export async function race(setup: SearchSetup, ports: SearchPorts): Promise<SearchResult> {
  return new Race(setup, ports).run();
}

/** A template without demonstrations, and what of it can be shown. */
interface Instruction {
  readonly candidate: Candidate;
  /** By training row. */
  readonly training: ReadonlyMap<number, number>;
  readonly mean: number;
}

class Race {
  readonly #course: SearchCourse;
  readonly #order: readonly number[];
  readonly #instructions: Instruction[] = [];
  readonly #demonstrated = new Set<string>();
  #shown: readonly number[] = [];
  #turn = 0;
  /** Differences between a challenger and the best that were seen, and the sum of their squares. */
  #compared = 0;
  #squares = 0;

  constructor(setup: SearchSetup, ports: SearchPorts) {
    this.#course = new SearchCourse(setup, ports);
    this.#order = [...seededOrder(setup.rows.selection, this.#course.seedFor('race'))];
  }

  async run(): Promise<SearchResult> {
    await this.#tryBaseline();
    let reason: SearchEndReason | null = null;
    while (reason === null) {
      reason = this.#course.endReason(this.#order.length + this.#shown.length);
      if (reason === null) await this.#next();
    }
    return this.#course.result(reason);
  }

  async #tryBaseline(): Promise<void> {
    const course = this.#course;
    const candidate = await course.open('baseline', [], course.setup.baseline);
    const training = await this.#trainingOf(candidate);
    const selection = await course.scores(candidate, 'selection', course.all('selection'));
    const { mean } = await course.accept({ candidate, training, selection }, null);
    this.#instructions.push({ candidate, training, mean });
  }

  /** The baseline is run on training rows until enough of them are right to be shown, and these are run by later instructions. */
  async #trainingOf(baseline: Candidate): Promise<ReadonlyMap<number, number>> {
    const order = [...seededOrder(this.#course.setup.rows.training, this.#course.seedFor('training'))].slice(0, MOST_SHOWN);
    const scores = new Map<number, number>();
    const right = (): number =>
      scores
        .values()
        .filter((score) => score >= FULL_SCORE)
        .toArray().length;
    for (let at = 0; at < order.length && right() < SHOWN_ROWS; at += SHOWN_ROWS)
      for (const [row, score] of await this.#run(baseline, order.slice(at, at + SHOWN_ROWS))) scores.set(row, score);

    this.#shown = [...scores.keys()].slice(0, SHOWN_ROWS);
    return scores;
  }

  async #run(candidate: Candidate, rows: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const scores = await this.#course.scores(candidate, 'training', rows);
    return new Map(rows.map((row, at) => [row, scores[at] ?? 0]));
  }

  async #next(): Promise<void> {
    const isForDemonstrations = this.#turn % 2 === 1;
    this.#turn += 1;
    if (isForDemonstrations && (await this.#demonstrate())) return;
    await this.#instruct();
  }

  async #instruct(): Promise<void> {
    const course = this.#course;
    const [best, ...others] = this.#instructions.toSorted((a, b) => b.mean - a.mean);
    if (best === undefined) return;
    const parents = [best, ...others].map(({ candidate }) => candidate);
    const weakest = this.#shown.toSorted((a, b) => (best.training.get(a) ?? 0) - (best.training.get(b) ?? 0));
    const proposal = await course.propose({ origin: 'instruction', parents, rows: weakest.slice(0, 5) });
    if (proposal === null) return;
    const candidate = await course.open('instruction', [best.candidate], proposal);
    const lasted = await this.#challenge(candidate);
    if (lasted !== null) this.#instructions.push({ candidate, training: lasted.training, mean: lasted.mean });
  }

  /** False where there is nothing to show, or nothing that was not shown already. */
  async #demonstrate(): Promise<boolean> {
    const course = this.#course;
    const [best] = this.#instructions.toSorted((a, b) => b.mean - a.mean);
    if (best === undefined) return false;
    const right = [...best.training.keys()].filter((row) => (best.training.get(row) ?? 0) >= FULL_SCORE);
    const count = DEMONSTRATIONS[((this.#turn - 2) / 2) % DEMONSTRATIONS.length] ?? 1;
    for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
      const order = seededOrder(right.length, course.seedFor(`demonstrations ${draw}`));
      const rows = Array.from(order.subarray(0, count), (at) => right[at] ?? 0);
      const key = `${best.candidate.index}: ${rows.join(' ')}`;
      if (rows.length === 0 || this.#demonstrated.has(key)) continue;
      this.#demonstrated.add(key);
      const template = await course.ports.demonstrate(best.candidate, rows);
      if (template === null) continue;
      const proposal = { prompt_template: template, thinking: null, advice: null };
      await this.#challenge(await course.open('demonstrations', [best.candidate], proposal));
      return true;
    }
    return false;
  }

  /** `null` where it was out before the end. */
  async #challenge(candidate: Candidate): Promise<Accepted | null> {
    const course = this.#course;
    const { best } = course;
    const rivals = this.#order.map((row) => best.selection[row] ?? 0);
    const scores: number[] = [];
    for (const look of this.#looks) {
      scores.push(...(await course.scores(candidate, 'selection', this.#order.slice(scores.length, look))));
      if (look === this.#order.length || !this.#isBehind(scores, rivals)) continue;
      const means = `${shown(meanOf(scores))} against the ${shown(meanOf(rivals.slice(0, look)))} of step ${best.candidate.index}`;
      await course.refuse(candidate, `it was behind after ${look} of ${rivals.length} selection rows: ${means}`);
      return null;
    }
    this.#noteDifferences(scores, rivals);
    const selection = this.#order.reduce<number[]>((sorted, row, at) => {
      sorted[row] = scores[at] ?? 0;
      return sorted;
    }, []);
    const training = candidate.origin === 'instruction' ? await this.#run(candidate, this.#shown) : new Map<number, number>();
    const comparison = `${shown(meanOf(selection))}, where step ${best.candidate.index} has ${shown(best.mean)}`;
    return course.accept({ candidate, training, selection }, `it went through all selection rows with ${comparison}`);
  }

  /** After how many rows a challenger is looked at, the last time after all. */
  get #looks(): readonly number[] {
    const { length } = this.#order;
    const looks: number[] = [];
    for (
      let look = Math.max(FIRST_LOOK.least, Math.round(FIRST_LOOK.share * length));
      look < length;
      look = Math.ceil(GROWTH * look)
    )
      looks.push(look);
    return [...looks, length];
  }

  /** Whether the scores so far are lower than those of the best by more than chance would have it, if it were ahead on all rows. */
  #isBehind(scores: readonly number[], rivals: readonly number[]): boolean {
    const differences = scores.map((score, at) => score - (rivals[at] ?? 0));
    const squares = this.#squares + sumOf(differences.map((difference) => difference ** 2));
    const variance = squares / (this.#compared + scores.length);
    const standardError = Math.sqrt(variance * (1 / scores.length - 1 / rivals.length));
    const isOut = meanOf(differences) < -ALLOWED_SHORTFALL * standardError;
    if (isOut) this.#noteDifferences(scores, rivals);
    return isOut;
  }

  #noteDifferences(scores: readonly number[], rivals: readonly number[]): void {
    this.#compared += scores.length;
    this.#squares += sumOf(scores.map((score, at) => (score - (rivals[at] ?? 0)) ** 2));
  }
}

function shown(mean: number): string {
  return mean.toFixed(3);
}
