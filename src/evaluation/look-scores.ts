/** What is known of one look at a trial: its score, `null` where it failed, `undefined` where it never came. */
export type LookScore = number | null | undefined;

/** The scores of one metric by trial and look, where the last one counts; a number for each. */
export class LookScores {
  /** By look, then by trial; NaN where the look failed. */
  readonly #looks: (number | undefined)[][] = [];

  /** Returns what the look was before. */
  set(trial: number, look: number, score: number | null): LookScore {
    while (this.#looks.length <= look) this.#looks.push([]);
    const scores = this.#looks[look] ?? [];
    const before = scores[trial];
    scores[trial] = score ?? NaN;
    return scoreOf(before);
  }

  /** Takes back all looks at a trial, and returns them. */
  forget(trial: number): readonly (number | null)[] {
    const forgotten = this.of(trial);
    for (const scores of this.#looks) if (trial < scores.length) scores[trial] = undefined;
    return forgotten;
  }

  /** The looks at a trial that came, in their order. */
  of(trial: number): readonly (number | null)[] {
    return this.#looks.map((scores) => scoreOf(scores[trial])).filter((score) => score !== undefined);
  }

  /** The scores of all looks that succeeded, by trial. */
  *scores(): Generator<number> {
    const trials = Math.max(0, ...this.#looks.map(({ length }) => length));
    for (let trial = 0; trial < trials; trial += 1) {
      for (const scores of this.#looks) {
        const score = scores[trial];
        if (score !== undefined && !Number.isNaN(score)) yield score;
      }
    }
  }
}

function scoreOf(stored: number | undefined): LookScore {
  return stored !== undefined && Number.isNaN(stored) ? null : stored;
}
