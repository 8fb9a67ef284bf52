/** What is known of the single scores behind a mean, as far as its interval depends on it; a trial's is the mean of its looks. */
export interface ScoreBounds {
  /** Whether they are normalized, and so from 0 to 1. */
  readonly isNormalized: boolean;
  /** How many they are, where each of them is 0 or 1; else `null`. */
  readonly binaryScores: number | null;
}

/** Of scores that may be any numbers. */
export const NO_BOUNDS: ScoreBounds = { isNormalized: false, binaryScores: null };

/** Counts where single scores lie, in constant memory. */
export class BoundsTally {
  #count = 0;
  #partial = 0;
  #outside = 0;

  add(score: number): void {
    this.#addTimes(score, 1);
  }

  /** Takes back a score that was added. */
  remove(score: number): void {
    this.#addTimes(score, -1);
  }

  /** Adds all that another has seen. */
  merge(other: BoundsTally): void {
    this.#count += other.#count;
    this.#partial += other.#partial;
    this.#outside += other.#outside;
  }

  /** Of scores that are meant to be normalized: archives of other writers may hold some that are not. */
  get normalized(): ScoreBounds {
    return { isNormalized: this.#outside === 0, binaryScores: this.#binaryScores };
  }

  /** Of scores of any scale. */
  get any(): ScoreBounds {
    return { isNormalized: false, binaryScores: this.#binaryScores };
  }

  get #binaryScores(): number | null {
    return this.#partial === 0 && this.#outside === 0 ? this.#count : null;
  }

  #addTimes(score: number, times: 1 | -1): void {
    this.#count += times;
    if (score < 0 || score > 1) this.#outside += times;
    else if (score !== 0 && score !== 1) this.#partial += times;
  }
}

/** The tally of all these scores. */
export function boundsTally(scores: Iterable<number>): BoundsTally {
  const tally = new BoundsTally();
  for (const score of scores) tally.add(score);
  return tally;
}
